// Classifies what `fetch` threw: a failed connection, which is worth a retry, or a programming error, which is not.

/** The names of errors that mean a programming error. */
const MISTAKE_NAME = /^(Reference|Syntax|Range|Eval|URI|Runtime|Assertion|Kombo)Error/;

/** The engines' messages of a `TypeError` that is a programming error. `fetch` throws a `TypeError` for a failed connection too. */
const MISTAKE_MESSAGE = /is not |undefined|null|(cannot|can't) (?!connect|reach)|illegal|invalid|parse url|constant/i;

/** Whether a retry may succeed after the caller's `fetch` threw this. */
export function isConnectionFailure(thrown: unknown): boolean {
  const code = connectionCode(thrown);
  if (code && !code.startsWith("ERR_")) return true;
  const name = text(thrown, "name");
  return !MISTAKE_NAME.test(name) && !(name === "TypeError" && MISTAKE_MESSAGE.test(text(thrown, "message")));
}

/** The error code of a failed connection, such as `ECONNREFUSED`, or an empty text. The thrown value may be anything. */
export function connectionCode(thrown: unknown): string {
  const code = text(read(thrown, "cause"), "code") || text(thrown, "code");
  return /^[A-Z][A-Z0-9_]{0,39}$/.test(code) ? code : "";
}

function text(value: unknown, name: string): string {
  const text = read(value, name);
  return typeof text === "string" ? text : "";
}

function read(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
