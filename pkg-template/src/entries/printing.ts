// Node, Deno, Bun and workerd print an error's stack and its fields. This omits the empty fields. A browser's console shows the
// object itself.

import { KomboError } from "../index.ts";

type Inspect = (value: unknown, options: unknown) => string;

export function print(error: unknown, options: unknown, inspect?: Inspect): string {
  const { stack } = error as Error;
  const fields = Object.entries(error as object).filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0));
  return inspect ? `${stack} ${inspect(Object.fromEntries(fields), options)}` : `${stack}`;
}

Object.defineProperty(KomboError.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  configurable: true,
  writable: true,
  value(_depth: number, options: unknown, inspect?: Inspect) {
    return print(this, options, inspect);
  },
});
