// What is shipped to a browser, after gzip -9: a page that only walks candidates, as a bundler makes it, and the wasm.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ROOT, packageDirectory, tarball } from "../tests/package/install.mjs";

export const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

async function bundled(contents, resolveDir) {
  // What a page loads only when it first syncs, sends a key or reads lines, or when the module does not load, is no part of it.
  const external = ["./sync.js", "./mask.js", "./lines.js", "./loading.js"];
  const options = { bundle: true, minify: true, write: false, format: "esm", target: "es2022", logLevel: "error", external };
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir }, loader: { ".wasm": "empty" } });
  return outputFiles[0].contents;
}

/** The package's own share: of the packed one, or of the one in `directory`. */
export async function ours(directory) {
  directory ??= await packageDirectory();
  const js = gzipped(await bundled('import { Kombo } from "./browser.js"; globalThis.Kombo = Kombo;', directory));
  const wasm = gzipped(await readFile(join(directory, "kombo_edge_bg.wasm")));
  return { js, wasm, total: js + wasm };
}

/** The official SDK's: by its class, and by its one function, which leaves out all that is not used. */
export async function official() {
  const whole = 'import { Kombo } from "@kombo-api/sdk"; globalThis.Kombo = Kombo;';
  const shaken = `import { KomboCore } from "@kombo-api/sdk/core.js";
    import { atsGetCandidates } from "@kombo-api/sdk/funcs/atsGetCandidates.js";
    globalThis.kombo = [KomboCore, atsGetCandidates];`;
  return { whole: gzipped(await bundled(whole, ROOT)), shaken: gzipped(await bundled(shaken, ROOT)) };
}

/** What each part of the code adds after gzip, in bytes, by where its functions come from. */
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

/** The largest functions of a wasm with names: by how much smaller all the code would be after gzip without each. */
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

/** Where the functions' bodies are, what they are called, and how many come before them: those that are imported. */
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

// `node benches/size.mjs <package> <file>…` prints what each weighs, as `cargo xtask pack` does.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory, ...files] = process.argv.slice(2);
  const line = (name, raw, gzip) => console.log(`  ${name.padEnd(22)}${String(raw).padStart(10)}${String(gzip).padStart(12)}`);
  line("", "bytes", "gzip -9");
  for (const file of files.filter((file) => /\.(c?js|wasm)$/.test(file))) {
    const bytes = await readFile(join(directory, file));
    line(file, bytes.length, gzipped(bytes));
  }
  const { js, wasm, total } = await ours(directory);
  console.log(`  shipped to a browser: ${(total / 1000).toFixed(1)} KB = a bundled \`import { Kombo }\` (${js}) + the wasm (${wasm})`);
}
