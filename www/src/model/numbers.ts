// Formats numbers in English, like the rest of the page.

const whole = new Intl.NumberFormat("en");
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const count = (number: number): string => whole.format(Math.round(number));
export const one = (number: number): string => tenths.format(number);

/** `1 record`, `2 records`. */
export const some = (number: number, what: string): string => `${count(number)} ${what}${number === 1 ? "" : "s"}`;

/** A share in percent. It shows 100 or never only when that is exact. */
export function percent(part: number, all: number): string {
  if (all === 0) return "–";
  if (part === 0) return "never";
  if (part === all) return "100 %";
  return `${tenths.format(Math.min(99.9, Math.max(0.1, (100 * part) / all)))} %`;
}

/** A number of bytes with a decimal unit: `[9.7, "MB"]`. */
export function bytes(number: number): [string, string] {
  if (number < 1e6) return [one(number / 1e3), "kB"];
  return number < 1e9 ? [one(number / 1e6), "MB"] : [one(number / 1e9), "GB"];
}

/** A duration with its unit: `[3.5, "s"]`, `[2:05, "min"]`. */
export function duration(ms: number): [string, string] {
  if (ms < 59_950) return [one(ms / 1000), "s"];
  const seconds = Math.round(ms / 1000);
  return [`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`, "min"];
}

export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) return 0;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The next round number, for the top of an axis. */
export function roundUp(number: number): number {
  if (number <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(number));
  for (const step of [1, 1.6, 2, 3.2, 4, 6.4, 8, 10]) if (number <= step * power) return step * power;
  return 10 * power;
}
