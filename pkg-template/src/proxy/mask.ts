// Takes a secret out of a stream of bytes, wherever its pieces end and however JSON or a URL escapes it: should a server
// ever repeat the key, nobody sees it.

const STAR = 42;
const NONE = -1;
/** It may go on in the bytes that are still to come. */
const OPEN = -2;

/** A function of each chunk, and at the end of nothing, that gives what may be passed on. */
export type Mask = (chunk?: Bytes) => Bytes;

type Bytes = Uint8Array<ArrayBuffer>;

/** The ways to write one character. */
type Spellings = number[][];

export function masking(secret: string): Mask {
  const spelled = Array.from(secret, spellings);
  const begins = new Set(spelled[0]?.map(([byte]) => byte));
  let held: Bytes = new Uint8Array(0);
  return (chunk) => {
    let bytes = chunk ? joined(held, chunk) : held;
    held = bytes.subarray(0, 0);
    for (let at = 0; at < bytes.length; ) {
      const end = begins.has(bytes[at] ?? NONE) ? match(bytes, at, spelled, 0) : NONE;
      if (end === OPEN && chunk) {
        held = bytes.slice(at);
        return bytes.subarray(0, at);
      }
      if (end < 0) at += 1;
      else {
        // Not in the server's own buffer, which may be asked for again.
        bytes = bytes.slice().fill(STAR, at, end);
        at = end;
      }
    }
    return bytes;
  };
}

/** The same for a text that is whole. */
export function masked(text: string, secret: string): string {
  const mask = masking(secret);
  return new TextDecoder().decode(joined(mask(new TextEncoder().encode(text)), mask()));
}

/** A character of a key, which is one of ASCII: as it is, as JSON may escape it, as a URL does. */
function spellings(character: string): Spellings {
  const hex = character.charCodeAt(0).toString(16).padStart(2, "0");
  const all = [character, `\\${character}`, ...[hex, hex.toUpperCase()].flatMap((hex) => [`\\u00${hex}`, `%${hex}`])];
  return [...new Set(all)].map((text) => Array.from(text, (one) => one.charCodeAt(0)));
}

/** Where the secret ends that begins here. */
function match(bytes: Bytes, at: number, spelled: Spellings[], index: number): number {
  const ways = spelled[index];
  if (!ways) return at;
  let found = NONE;
  for (const spelling of ways) {
    const same = spelling.findIndex((byte, offset) => bytes[at + offset] !== byte);
    if (same === NONE) {
      const end = match(bytes, at + spelling.length, spelled, index + 1);
      if (end >= 0) return end;
      if (end === OPEN) found = OPEN;
    } else if (at + same >= bytes.length) found = OPEN;
  }
  return found;
}

function joined(first: Bytes, second: Bytes): Bytes {
  if (first.length === 0) return second;
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
