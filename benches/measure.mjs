// Ratios that a noisy machine cannot bend much: the peers take turns, round by round, and medians are compared.

/**
 * Times each of `names` once per round, in turns that begin with another one each round; `time` gives milliseconds.
 * Gives the median of each.
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

/** A clock around one of these functions. */
export const timing = (functions) => async (name) => {
  const started = performance.now();
  await functions[name]();
  return performance.now() - started;
};

/** All of them as multiples of `floor`. */
export function ratios(medians, floor = "native") {
  return Object.fromEntries(Object.entries(medians).map(([name, ms]) => [name, ms / medians[floor]]));
}

/** Each "<page> <peer>" as a multiple of the same page's floor. */
export function ratiosOf(medians) {
  return Object.fromEntries(Object.entries(medians).map(([name, ms]) => [name, ms / (medians[`${name.split(" ")[0]} native`] ?? NaN)]));
}

/**
 * How busy the machine is with other things: how much longer a fixed piece of work takes at worst than at best. On a quiet
 * machine it is a few per cent.
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
