// Takes a secret out of a stream of bytes, wherever its pieces end: should a server ever repeat the key, nobody sees it.

const STAR = 42;

/** A function of each chunk, and at the end of nothing, that gives what may be handed over. */
export function masking(secret) {
  // As it is, and as JSON may write it.
  const forms = new Set([secret, JSON.stringify(secret).slice(1, -1), secret.replaceAll("/", "\\/")]);
  const masks = [...forms].map((form) => one(new TextEncoder().encode(form)));
  return (chunk) => masks.reduce(({ bytes, last }, mask) => ({ bytes: mask(bytes, last), last }), start(chunk)).bytes;
}

const start = (chunk) => ({ bytes: chunk ?? new Uint8Array(0), last: chunk === undefined });

function one(wanted) {
  let held = new Uint8Array(0);
  return (chunk, last) => {
    const bytes = held.length > 0 ? concat(held, chunk) : chunk;
    for (let at = find(bytes, wanted, 0); at >= 0; at = find(bytes, wanted, at)) bytes.fill(STAR, at, at + wanted.length);
    // The secret may begin here and go on in the next chunk.
    const end = last ? bytes.length : beginning(bytes, wanted);
    held = bytes.slice(end);
    return bytes.subarray(0, end);
  };
}

function find(bytes, wanted, from) {
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (matches(bytes, wanted, at, wanted.length)) return at;
  }
  return -1;
}

/** Where the longest end of the bytes begins that is also a beginning of what is wanted. */
function beginning(bytes, wanted) {
  const from = Math.max(0, bytes.length - wanted.length + 1);
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (matches(bytes, wanted, at, bytes.length - at)) return at;
  }
  return bytes.length;
}

function matches(bytes, wanted, at, length) {
  for (let index = 0; index < length; index += 1) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

function concat(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
