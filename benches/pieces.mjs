// Where the time of a page goes, in Node: what the page itself says of it, beside `Response.json()` in the same turns.

import { load } from "../tests/package/install.mjs";
import { median } from "./measure.mjs";
import { answering, clients } from "./peers.mjs";

/** Each piece as a share of the floor: the answer's bytes, the check and the writing, decoding and parsing, and all else. */
export async function pieces(bytes, rounds) {
  const fetch = answering(bytes);
  const { "kombo-edge": client } = clients(await load(), fetch);
  const times = { native: [], network: [], check: [], parse: [], rest: [] };
  for (let round = -10; round < rounds; round += 1) {
    let started = performance.now();
    await (await fetch()).json();
    const native = performance.now() - started;
    started = performance.now();
    const { meta } = await client.ats.getCandidates({});
    const whole = performance.now() - started;
    const { network_ms, check_ms, parse_ms } = meta.timing;
    const found = { native, network: network_ms, check: check_ms, parse: parse_ms, rest: whole - network_ms - check_ms - parse_ms };
    if (round >= 0) for (const [name, ms] of Object.entries(found)) times[name].push(ms);
  }
  const floor = median(times.native);
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list) / floor]));
}
