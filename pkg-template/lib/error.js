// The one error class. Everything that decides has been decided in Rust; this gives it JavaScript's form.

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** What an error says when it has nothing to say. */
const SILENT = {
  kind: undefined,
  code: null,
  title: null,
  log_url: null,
  status: null,
  retryable: false,
  retry_after_ms: null,
  attempts: 0,
  cursor: undefined,
  issues: undefined,
  request_id: null,
};

let tidy = (cause) => cause;

/** For runtimes that print causes whatever one does: what to show in their place. */
export function tidyCauses(tidied) {
  tidy = tidied;
}

export class KomboError extends Error {
  constructor(details, cause) {
    const { message, ...told } = details;
    super(message);
    Object.assign(this, SILENT, told);
    this.issues ??= [];
    // Undefined, not null: null is the end of a walk, and `{ cursor: error.cursor }` has to resume it.
    this.cursor ??= undefined;
    // What another library threw may hold anything, and all that prints errors prints their causes, uncaught ones
    // too; but of a getter only that it is one.
    Object.defineProperty(this, "cause", { get: () => tidy(cause), enumerable: false, configurable: true });
  }

  toJSON() {
    const fields = { name: this.name, ...this };
    // The server's message may name people.
    fields.message = this.kind === "api" ? `Kombo answered with ${this.code ?? "an error"}` : this.message;
    return fields;
  }

  [inspect](_depth, options, print) {
    const fields = Object.entries(this).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    );
    return print ? `${this.stack} ${print(Object.fromEntries(fields), options)}` : this.stack;
  }
}

Object.defineProperty(KomboError.prototype, "name", { value: "KomboError", configurable: true, writable: true });

/** By name, so that errors of another copy of the package or another realm count too. */
export function isKomboError(error) {
  return (
    typeof error === "object" && error !== null && error.name === "KomboError" && typeof error.kind === "string"
  );
}
