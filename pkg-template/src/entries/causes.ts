// Deno and Bun print the causes of an error in any case. Their own name the URL, with the names and addresses that were asked
// for; what a caller's `fetch` throws may name the key. There, `cause` is a copy without either.
import { KomboError, showCauses } from "../index.ts";
import { masked } from "../mask/mask.ts";
import { print } from "./printing.ts";

/** How many causes of causes are copied: they may lead in a circle. */
const DEPTH = 8;

function copied(cause: unknown, secret: string, depth = 0): unknown {
  const clean = (text: string) => masked(text.replace(/\?[^\s)]*/g, "?…"), secret);
  if (typeof cause === "string") return clean(cause);
  if (typeof cause === "symbol") return Symbol(clean(cause.description ?? ""));
  if (cause === null || (typeof cause !== "object" && typeof cause !== "function")) return cause;
  // There is no telling what an object holds that is no error.
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
  const copy = new Error(message, next === undefined || depth === DEPTH ? {} : { cause: copied(next, secret, depth + 1) });
  return Object.assign(copy, { name, code: typeof code === "number" ? code : text("code"), stack: `${name}: ${message}` });
}

if ("Deno" in globalThis || "Bun" in globalThis) {
  showCauses(copied);
  Object.defineProperty(KomboError.prototype, Symbol.for("Deno.customInspect"), {
    value(inspect: (value: unknown, options: unknown) => string, options: unknown) {
      return print(this, options, inspect);
    },
  });
}
