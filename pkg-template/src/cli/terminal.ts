// Texts for a terminal. Control characters in a server's text are escaped, so that the terminal does not execute them.

const CONTROLS = /\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
/** The most characters of a foreign text in a message. */
const LONGEST = 1_000;

/** Escapes control characters as JSON does. Line ends and tabs stay. */
export function escaped(text: string): string {
  return text.replaceAll(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A foreign text in one line, escaped and cut. */
export function visible(text: string): string {
  const line = escaped(text.slice(0, LONGEST).replaceAll(/\s+/g, " ").trim());
  return text.length > LONGEST ? `${line} …` : line;
}

/** Quotes any text for a shell. */
export function quoted(text: string): string {
  if (/^[\w.,:@%=+/-]+$/.test(text)) return text;
  if (escaped(text) === text && !/[\r\n\t]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, "0")}`;
    return character === "\\" || character === "'" ? `\\${character}` : character;
  });
  return `$'${bytes.join("")}'`;
}

/** Prints a line on standard error. Resolves when it is written, or when writing has failed. */
export function printLine(line: string): Promise<void> {
  return new Promise((resolve) => void process.stderr.write(`${line}\n`, () => resolve()));
}

/** Whether standard error is a terminal on which a line can be redrawn. */
export const isTerminal = (): boolean => process.stderr.isTTY === true && process.env["TERM"] !== "dumb";

/** The text in red on a terminal with colours. NO_COLOR and similar variables turn colours off. */
export const red = (text: string): string => (isTerminal() && process.stderr.hasColors() ? `\x1b[31m${text}\x1b[39m` : text);

/** `1 page`, `2 pages`. */
export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
