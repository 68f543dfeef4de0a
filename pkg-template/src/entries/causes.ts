// Deno and Bun print the causes of an error in any case, and their own name the URL, with the names and addresses that
// were asked for. There, `cause` is a copy without its query.
import { KomboError, showCauses } from "../index.ts";
import { print } from "./printing.ts";

function withoutQuery(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { name, code, message } = cause as Error & { code?: unknown };
  const copy = new Error(message.replace(/\?[^\s)]*/g, "?…"), { cause: withoutQuery(cause.cause) });
  return Object.assign(copy, { name, code, stack: `${name}: ${copy.message}` });
}

if ("Deno" in globalThis || "Bun" in globalThis) {
  showCauses(withoutQuery);
  Object.defineProperty(KomboError.prototype, Symbol.for("Deno.customInspect"), {
    value(inspect: (value: unknown, options: unknown) => string, options: unknown) {
      return print(this, options, inspect);
    },
  });
}
