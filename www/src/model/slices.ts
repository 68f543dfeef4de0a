// Runs long work in short slices, so that the page stays responsive. A job is a generator that yields often.

export type Job<Result> = Generator<void, Result, void>;

/** Half of a frame at 60 Hz; the rest is for rendering. */
const SLICE_MS = 8;

/** Resolves in a new task. A message is faster than a timer, which waits for 4 ms. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Runs a job to its end. Returns undefined when `isStale` has become true. */
export async function inSlices<Result>(job: Job<Result>, isStale: () => boolean = () => false): Promise<Result | undefined> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    do {
      const { done, value } = job.next();
      if (done) return isStale() ? undefined : value;
    } while (performance.now() < until);
    await turn();
    if (isStale()) return undefined;
  }
}

/** Runs a job in one go, for few records and for tests. */
export function atOnce<Result>(job: Job<Result>): Result {
  for (;;) {
    const { done, value } = job.next();
    if (done) return value;
  }
}
