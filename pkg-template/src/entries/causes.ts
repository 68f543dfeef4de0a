// Deno and Bun always print the causes of an error. The errors of their `fetch` contain the URL, whose query may contain names
// and e-mail addresses; an error of a caller's `fetch` may contain the key. There, `cause` is a copy without them.
import { KomboError, showCauses } from "../index.ts";
import { masked } from "../mask/mask.ts";
import { print } from "./printing.ts";

/** The maximum depth of nested causes in a copy: causes may be circular. */
const MAX_DEPTH = 8;

function copyOf(cause: unknown, secret: string, depth = 0): unknown {
  const clean = (text: string) => masked(text.replace(/\?[^\s)]*/g, "?…"), secret);
  if (typeof cause === "string") return clean(cause);
  if (typeof cause === "symbol") return Symbol(clean(cause.description ?? ""));
  if (cause === null || (typeof cause !== "object" && typeof cause !== "function")) return cause;
  // An object that is not an error may contain anything.
  if (!(cause instanceof Error)) return {};
  const read = (name: string) => {
    try {
      return (cause as unknown as Record<string, unknown>)[name];
    } catch {
      return undefined;
    }
  };
  const text = (name: string) => {
    const text = read(name);
    return typeof text === "string" ? clean(text) : undefined;
  };
  const [name, message, code, next] = [text("name") ?? "Error", text("message") ?? "", read("code"), read("cause")];
  const copy = new Error(message, next === undefined || depth === MAX_DEPTH ? {} : { cause: copyOf(next, secret, depth + 1) });
  return Object.assign(copy, { name, code: typeof code === "number" ? code : text("code"), stack: `${name}: ${message}` });
}

if ("Deno" in globalThis || "Bun" in globalThis) {
  showCauses(copyOf);
  Object.defineProperty(KomboError.prototype, Symbol.for("Deno.customInspect"), {
    value(inspect: (value: unknown, options: unknown) => string, options: unknown) {
      return print(this, options, inspect);
    },
  });
}
