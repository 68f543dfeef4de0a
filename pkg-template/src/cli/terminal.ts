// Texts for a terminal: control characters in what a server says are shown, not obeyed.

const CONTROLS = /\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
/** The longest text of somebody else's in a message. */
const LONGEST = 1_000;

/** Characters that a terminal would obey, as JSON escapes them; line ends and tabs stay. */
export function escaped(text: string): string {
  return text.replaceAll(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A text of somebody else's in one line. */
export function visible(text: string): string {
  const line = escaped(text.slice(0, LONGEST).replaceAll(/\s+/g, " ").trim());
  return text.length > LONGEST ? `${line} …` : line;
}

/** As a shell takes it, whatever it holds. */
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

/** Prints a line on standard error; done when it is out, or cannot be. */
export function say(line: string): Promise<void> {
  return new Promise((resolve) => void process.stderr.write(`${line}\n`, () => resolve()));
}

/** Whether standard error is a terminal on which a line can be written over. */
export const isTerminal = (): boolean => process.stderr.isTTY === true && process.env["TERM"] !== "dumb";

/** In red, where colours are wanted: NO_COLOR and its like are respected. */
export const alarming = (text: string): string => (isTerminal() && process.stderr.hasColors() ? `\x1b[31m${text}\x1b[39m` : text);

/** `1 page`, `2 pages`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
