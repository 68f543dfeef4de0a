// The one error class. Everything that decides has been decided in Rust; this gives it JavaScript's form.

const inspect = Symbol.for("nodejs.util.inspect.custom");

export class KomboError extends Error {
  constructor(details, cause) {
    super(details.message);
    this.kind = details.kind;
    this.code = details.code ?? null;
    this.title = details.title ?? null;
    this.log_url = details.log_url ?? null;
    this.status = details.status ?? null;
    this.retryable = details.retryable ?? false;
    this.retry_after_ms = details.retry_after_ms ?? null;
    this.attempts = details.attempts ?? 0;
    // Undefined, not null: null is the end of a walk, and `{ cursor: error.cursor }` has to resume it.
    this.cursor = details.cursor ?? undefined;
    this.issues = details.issues ?? [];
    this.request_id = details.request_id ?? null;
    // What another library threw may hold anything, and all that prints errors prints their causes, uncaught ones
    // too; but of a getter only that it is one.
    Object.defineProperty(this, "cause", { get: () => cause, enumerable: false, configurable: true });
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
