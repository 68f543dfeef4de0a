// Deno and Bun print the causes of an error whatever it does against it, and their own name the URL, with the names and
// addresses that were asked for. There, `cause` is a copy without.
import { KomboError, tidyCauses } from "./kombo.js";

function untold(cause) {
  if (!(cause instanceof Error)) return cause;
  const { name, code, message } = cause;
  const copy = new Error(message.replace(/\?[^\s)]*/g, "?…"), { cause: untold(cause.cause) });
  return Object.assign(copy, { name, code, stack: `${name}: ${copy.message}` });
}

if ("Deno" in globalThis || "Bun" in globalThis) {
  tidyCauses(untold);
  const inspect = KomboError.prototype[Symbol.for("nodejs.util.inspect.custom")];
  Object.defineProperty(KomboError.prototype, Symbol.for("Deno.customInspect"), {
    value(print, options) {
      return inspect.call(this, 0, options, print);
    },
  });
}
