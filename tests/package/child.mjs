// Node processes of their own: for what is measured of a process, and for what must be done before the package is imported.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installed } from "./install.mjs";

/** A file of the tests, for a script's imports. @param {string} name */
export const beside = (name) => JSON.stringify(new URL(name, import.meta.url).href);

/** The same for esbuild, which takes paths. @param {string} name */
export const pathBeside = (name) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/**
 * Runs a module that can import "kombo-edge", and gives what it printed, as JSON.
 * @param {string} source
 * @param {string[]} [flags] Node's own
 * @returns {Promise<any>}
 */
export async function runChild(source, flags = []) {
  const cwd = await installed();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, "--input-type=module", "-"], { cwd });
    let printed = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      try {
        if (code !== 0) throw new Error(`ended with ${code ?? signal}`);
        resolve(JSON.parse(printed));
      } catch (error) {
        reject(new Error(`${error.message}: ${printed.slice(0, 500)}\n${said}`));
      }
    });
    child.stdin.end(source);
  });
}
