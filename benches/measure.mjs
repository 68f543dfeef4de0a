// Ratios that a noisy machine cannot bend much: the peers take turns, round by round, and medians are compared.

/**
 * Times each of `peers` (name → async function) once per round, in turns that begin with another peer each round.
 * Gives the median of each in milliseconds.
 */
export async function medians(peers, { rounds, warmup }) {
  const names = Object.keys(peers);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmup; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round + warmup) % names.length];
      const started = performance.now();
      await peers[name]();
      if (round >= 0) times[name].push(performance.now() - started);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

function median(list) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
