// The time of a page by phase, in Node: the page's own `meta.timing`, compared with `Response.json()` measured alternately. And the
// number of calls that a page takes into the module and into the runtime.

import { beside, runChild } from "../tests/package/child.mjs";
import { load } from "../tests/package/install.mjs";
import { median } from "./measure.mjs";
import { answering, clients } from "./peers.mjs";

/** Each phase as a share of `Response.json()`: receiving the body, checking and writing, decoding and parsing, and the rest. */
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

/** The number of calls per page into the module, and of the package into these functions of the runtime. */
export const crossings = () =>
  runChild(`
    const counts = {};
    const counted = (name, run) => function (...parameters) {
      counts[name] = (counts[name] ?? 0) + 1;
      return run.apply(this, parameters);
    };
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function (module) {
      const { memory, ...functions } = new Instance(module).exports;
      return { exports: { memory, ...Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, counted("calls into the module", run)])) } };
    };
    const { answering, clients } = await import(${beside("../../benches/peers.mjs")});
    const { Kombo } = await import("kombo-edge");
    const { "kombo-edge": client } = clients({ Kombo }, answering('{"status":"success","data":{"next":null,"results":[]}}'));
    await client.ats.getCandidates({});
    for (const [name, object, names] of [
      ["readings of a clock", performance, ["now"]],
      ["readings of a clock", Date, ["now"]],
      ["readings of a header", Headers.prototype, ["get"]],
      ["texts encoded or decoded", TextEncoder.prototype, ["encode"]],
      ["texts encoded or decoded", TextDecoder.prototype, ["decode"]],
    ]) for (const method of names) object[method] = counted(name, object[method]);
    for (const name in counts) delete counts[name];
    await client.ats.getCandidates({});
    console.log(JSON.stringify(counts));`);
