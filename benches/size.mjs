// The size of what is shipped to a browser after gzip -9: the bundle of a page that only walks candidates, and the wasm file.

import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { packageDirectory, ROOT, tarball } from "../tests/package/install.mjs";

export const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

async function bundled(contents, resolveDir) {
  // Excluded: modules that a page loads only for a sync, for a key, for `ndjson()`, or after the wasm module failed to load.
  const external = ["./sync.js", "./mask.js", "./lines.js", "./loading.js"];
  const options = { bundle: true, minify: true, write: false, format: "esm", target: "es2022", logLevel: "error", external };
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir }, loader: { ".wasm": "empty" } });
  return outputFiles[0].contents;
}

/** The size of the package: of the packed one, or of the one in `directory`. */
export async function ours(directory) {
  directory ??= await packageDirectory();
  const js = gzipped(await bundled('import { Kombo } from "./browser.js"; globalThis.Kombo = Kombo;', directory));
  const wasm = gzipped(await readFile(join(directory, "kombo_edge_bg.wasm")));
  return { js, wasm, total: js + wasm };
}

/** The size of the official SDK: imported by its class, and by its standalone function, which can be tree-shaken. */
export async function official() {
  const whole = 'import { Kombo } from "@kombo-api/sdk"; globalThis.Kombo = Kombo;';
  const shaken = `import { KomboCore } from "@kombo-api/sdk/core.js";
    import { atsGetCandidates } from "@kombo-api/sdk/funcs/atsGetCandidates.js";
    globalThis.kombo = [KomboCore, atsGetCandidates];`;
  return { whole: gzipped(await bundled(whole, ROOT)), shaken: gzipped(await bundled(shaken, ROOT)) };
}

/** The size that each part of the code adds after gzip, in bytes. Functions are assigned to parts by their names. */
export async function features() {
  const wasm = await readFile(join(dirname(await tarball()), "named.wasm"));
  const parts = [
    ["the check of records", /kombo_edge_check.*(check|duplicates|order|page|select|envelope)/],
    ["the grammar of JSON", /kombo_edge_check.*(json|scan|members|unescape|error_body)/],
    ["numbers that JavaScript cannot hold", /kombo_edge_check.*number/],
    ["writing: ASCII, lines, repairs", /kombo_edge_check/],
    ["options and parameters", /kombo_edge.*(fields|formats|plan|input|options|environment|date|suggest|request|parameters)|^begin|^check/],
    ["answers, errors, issues", /kombo_edge.*(answer|error|failure|explain|head|literal)/],
    ["the walk, events, commands", /kombo_edge|^resume|^open|^close|^reserve/],
    ["allocator and standard library", /./],
  ];
  const found = Object.fromEntries(parts.map(([name]) => [name, 0]));
  for (const { name, gzip } of largest(wasm, Infinity)) {
    const [part] = parts.find(([, pattern]) => pattern.test(name)) ?? [];
    if (part) found[part] += gzip;
  }
  return { ...found, JavaScript: (await ours()).js };
}

/** The largest functions of a wasm file with a name section. A function's size is how much smaller the code is after gzip without it. */
export function largest(wasm, count) {
  const { bodies, names, imported } = read(wasm);
  const [start, end] = [bodies[0][0], bodies.at(-1)[1]];
  const whole = gzipped(wasm.subarray(start, end));
  const rows = bodies.map(([from, to], index) => ({
    name: (names.get(index + imported) ?? `function ${index}`).replaceAll(/\[[0-9a-f]{16}\]/g, ""),
    bytes: to - from,
    gzip: whole - gzipped(Buffer.concat([wasm.subarray(start, from), wasm.subarray(to, end)])),
  }));
  return rows.sort((a, b) => b.gzip - a.gzip).slice(0, count);
}

/** The offsets of the functions' bodies, the functions' names, and the number of imported functions, which come first in the index. */
function read(wasm) {
  const [IMPORTS, CODE, CUSTOM, FUNCTION_NAMES] = [2, 10, 0, 1];
  const found = { bodies: [], names: new Map(), imported: 0 };
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = wasm[at++];
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return value >>> 0;
  };
  const text = () => {
    const length = number();
    return wasm.subarray(at, (at += length)).toString();
  };
  while (at < wasm.length) {
    const id = wasm[at++];
    const length = number();
    const end = at + length;
    if (id === IMPORTS) found.imported = number();
    if (id === CODE) {
      for (let left = number(); left > 0; left -= 1) {
        const size = number();
        found.bodies.push([at, at + size]);
        at += size;
      }
    }
    if (id === CUSTOM && text() === "name") {
      while (at < end) {
        const kind = wasm[at++];
        const last = number() + at;
        if (kind === FUNCTION_NAMES) for (let left = number(); left > 0; left -= 1) found.names.set(number(), text());
        at = last;
      }
    }
    at = end;
  }
  return found;
}

// `node benches/size.mjs <package>` prints the size of each of its files. `cargo xtask pack` runs it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory] = process.argv.slice(2);
  const line = (name, raw, gzip) => console.log(`  ${name.padEnd(22)}${String(raw).padStart(10)}${String(gzip).padStart(12)}`);
  line("", "bytes", "gzip -9");
  const files = await readdir(directory, { recursive: true });
  for (const file of files.filter((file) => /\.(c?js|wasm)$/.test(file)).sort()) {
    const bytes = await readFile(join(directory, file));
    line(file, bytes.length, gzipped(bytes));
  }
  const { js, wasm, total } = await ours(directory);
  console.log(`  shipped to a browser: ${(total / 1000).toFixed(1)} KB = a bundled \`import { Kombo }\` (${js}) + the wasm (${wasm})`);
}
