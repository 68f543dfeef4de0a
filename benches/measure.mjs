// Measures ratios robustly on a noisy machine: the peers run alternately, and their medians are compared.

/**
 * Returns the median time of each of `names`. Each is timed once per round, and each round starts with a different one. `time` returns
 * milliseconds.
 */
export async function medians(names, time, { rounds, warmup }) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmup; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round + warmup) % names.length];
      const ms = await time(name);
      if (round >= 0) times[name].push(ms);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

/** Returns a function that measures the time of one of these functions, in milliseconds. */
export const timing = (functions) => async (name) => {
  const started = performance.now();
  await functions[name]();
  return performance.now() - started;
};

/** The medians as multiples of that of `floor`. */
export function ratios(medians, floor = "native") {
  return Object.fromEntries(Object.entries(medians).map(([name, ms]) => [name, ms / medians[floor]]));
}

/** The median of each "<page> <peer>" as a multiple of that of "<page> native". */
export function ratiosOf(medians) {
  return Object.fromEntries(Object.entries(medians).map(([name, ms]) => [name, ms / (medians[`${name.split(" ")[0]} native`] ?? NaN)]));
}

/**
 * How busy the machine is: the difference between the 36th and the 5th fastest of 40 equal pieces of work, as a share of the latter. A
 * few per cent on a quiet machine.
 */
export function noise() {
  const times = Array.from({ length: 40 }, () => {
    const started = performance.now();
    let sum = 0;
    for (let n = 0; n < 2_000_000; n += 1) sum = (sum + n * 7) | 0;
    return performance.now() - started + (sum === 1 ? 1 : 0);
  }).toSorted((a, b) => a - b);
  return times[35] / times[4] - 1;
}

export function median(list) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
