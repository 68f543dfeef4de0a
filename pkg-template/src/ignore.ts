// Running what is of no interest to a walk.

export const nothing = () => {};

/** Runs it; what it throws, now or later, changes nothing. */
export function ignoreErrors(run: () => unknown): void {
  try {
    Promise.resolve(run()).catch(nothing);
  } catch {}
}
