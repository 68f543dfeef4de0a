// Writes terminal.svg next to this file: a session of the command on a pseudo-terminal, with the sandbox.
//
//   node tests/demo/terminal.mjs    (after `cargo xtask pack`; needs `script` of util-linux)

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installed } from "../package/install.mjs";
import { baseUrl, createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";

const COLUMNS = 96;
const CLEAR = "\r\x1b[K";
const COMMAND = "kombo-edge candidates --integration workday:sandbox --output all.ndjson";

const cwd = await installed();
const server = await serve(createSandbox({ candidates: 20_000 }));
const url = baseUrl(server.url, "429-retry-after:60@9,odd-record:wrong-type@12", "picture");
const first = await record(COMMAND, /trying again in 5\d s/);
// The second command is the one that the first prints.
const line = first.at(-1)?.replace("go on with: npx ", "") ?? "";
const second = await record(line);
await server.close();
await writeFile(new URL("terminal.svg", import.meta.url), picture([`$ npx ${COMMAND}`, ...first, `$ npx ${line}`, ...second]));

/**
 * Runs a command, and returns the lines that stay on the terminal. At `sight`, it types Ctrl-C and keeps that line too.
 * @param {string} command @param {RegExp} [sight]
 */
async function record(command, sight) {
  const program = join(cwd, "node_modules/.bin", command);
  const env = { ...process.env, TERM: "xterm", KOMBO_API_KEY: "sandbox-key" };
  const child = spawn("script", ["-qefc", `stty cols ${COLUMNS}; ${program} --server-url ${url}`, "/dev/null"], {
    cwd,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  let seen = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    screen += text;
    if (seen || !sight?.test(screen)) return;
    seen = screen.split(CLEAR).findLast((line) => sight.test(line)) ?? "";
    child.stdin.write("\x03");
  });
  await once(child, "close");
  const lines = screen.split("\r\n").map((line) => line.split(CLEAR).at(-1) ?? "");
  // The flag for the sandbox is left out, since a reader does not need it.
  return [...(seen ? [`${seen}^C`] : []), ...lines.filter(Boolean)].map((line) => line.replace(/ --server-url=\S+/, "").replace(`${cwd}/`, ""));
}

/** @param {string[]} lines */
function picture(lines) {
  const rows = lines.flatMap((line) => line.match(new RegExp(`(?:\\x1b\\[\\d+m|.){1,${COLUMNS}}`, "gu")) ?? []);
  const [width, height] = [COLUMNS * 8 + 32, rows.length * 20 + 28];
  const texts = rows.map(
    (row, n) => `<text x="16" y="${n * 20 + 28}" xml:space="preserve"${row.startsWith("$") ? ' fill="#fff" font-weight="bold"' : ""}>${spans(row)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#c9d1d9">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${texts.join("\n")}
</svg>
`;
}

/** @param {string} row */
function spans(row) {
  const safe = row.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return safe.replaceAll("\x1b[31m", '<tspan fill="#ff7b72">').replaceAll("\x1b[39m", "</tspan>");
}
