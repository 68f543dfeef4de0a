// Deno and Bun print the causes of an error in any case, and their own name the URL, with the names and addresses that
// were asked for. There, `cause` is a copy without its query.
import { KomboError, showCauses } from "../index.ts";

function withoutQuery(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { name, code, message } = cause as Error & { code?: unknown };
  const copy = new Error(message.replace(/\?[^\s)]*/g, "?…"), { cause: withoutQuery(cause.cause) });
  return Object.assign(copy, { name, code, stack: `${name}: ${copy.message}` });
}

type Inspect = (this: unknown, depth: number, options: unknown, print: unknown) => string;

if ("Deno" in globalThis || "Bun" in globalThis) {
  showCauses(withoutQuery);
  const prototype = KomboError.prototype as unknown as Record<symbol, Inspect>;
  const inspect = prototype[Symbol.for("nodejs.util.inspect.custom")];
  Object.defineProperty(prototype, Symbol.for("Deno.customInspect"), {
    value(print: unknown, options: unknown) {
      return inspect?.call(this, 0, options, print);
    },
  });
}
