// Runs functions whose errors do not matter.

export const nothing = () => {};

/** Calls the function. Ignores what it throws, or what its promise rejects with. */
export function ignoreErrors(run: () => unknown): void {
  try {
    Promise.resolve(run()).catch(nothing);
  } catch {}
}
