// Long work in short slices: a job is a generator that yields often, and the page stays quick in between.

export type Job<Result> = Generator<void, Result, void>;

/** A frame at 60 Hz has 16 ms, and others want their part of it. */
const SLICE_MS = 8;

/** Lets everything that waits have its turn; a timer would wait for 4 ms. */
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

/** Runs a job to its end; undefined when `isStale` has come true meanwhile. */
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

/** The result at once: for few records, and for tests. */
export function atOnce<Result>(job: Job<Result>): Result {
  for (;;) {
    const { done, value } = job.next();
    if (done) return value;
  }
}
