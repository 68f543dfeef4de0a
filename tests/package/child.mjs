// Runs scripts in separate Node processes: for measurements of a process, and for code that must run before the import.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installed } from "./install.mjs";

/** The URL of a file of the tests, as a string literal for a script's imports. @param {string} name */
export const beside = (name) => JSON.stringify(new URL(name, import.meta.url).href);

/** The path of such a file, which esbuild needs. @param {string} name */
export const pathBeside = (name) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/**
 * Runs a module that can import "kombo-edge", and returns its output, parsed as JSON.
 * @param {string} source
 * @param {string[]} [flags] flags of Node
 * @returns {Promise<any>}
 */
export async function runChild(source, flags = []) {
  const cwd = await installed();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, "--input-type=module", "-"], { cwd });
    let printed = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      try {
        if (code !== 0) throw new Error(`ended with ${code ?? signal}`);
        resolve(JSON.parse(printed));
      } catch (error) {
        reject(new Error(`${error.message}: ${printed.slice(0, 500)}\n${errors}`));
      }
    });
    child.stdin.end(source);
  });
}
