// Keys of many shapes, the forms in which a server repeats them, and a random generator.

const hex = (/** @type {string} */ char) => char.charCodeAt(0).toString(16).padStart(2, "0");
const each = (/** @type {string} */ text, /** @type {(char: string) => string} */ write) => Array.from(text, write).join("");

/** Every character that a key may have, some of them twice. */
const LONG = Array.from({ length: 200 }, (_, at) => String.fromCharCode(33 + ((at * 37) % 94))).join("");

/** No key contains the characters around it in the tests: spaces, and `«»`. */
export const KEYS = {
  "one letter": "e",
  "one capital": "T",
  "one digit": "4",
  "a dot": ".",
  "a per cent sign": "%",
  "a quote": '"',
  "a backslash": "\\",
  "an ampersand": "&",
  "two letters": "ab",
  "hex digits": "41ab",
  "one letter again and again": "aaaa",
  "a typical key": "sk-planted_Key.0123456789",
  "a letter 200 times": "k".repeat(200),
  "200 characters of all kinds": LONG,
  base64: "AbC+d/eF0123xyZ==",
  "quotes and marks": `a'b"c<d>e&f`,
  backslashes: "\\\\\\\\",
  "a path": 'C:\\new\\u0041\\"x"',
  "a key that looks percent-encoded": "%41%2B%%4",
  "a key that looks like HTML": "a&lt;&#34;b&amp;",
  "a key that looks like every encoding": 'a"b\\c%41&lt;\\u0041x',
};

/** The forms of a key in common encodings, fully and partly escaped. */
const json = (/** @type {string} */ text) => JSON.stringify(text).slice(1, -1);
const html = (/** @type {string} */ text) => text.replace(/[&<>"']/g, (char) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[char] ?? "#39"};`);
const lower = (/** @type {string} */ text) => text.toLowerCase();

/** @type {Record<string, (key: string) => string>} */
export const ESCAPED = {
  "as JSON": json,
  "as PHP's JSON": (key) => json(key).replaceAll("/", "\\/"),
  "as Go's JSON": (key) => json(key).replace(/[<>&]/g, (char) => `\\u00${hex(char)}`),
  "as .NET's JSON": (key) => key.replace(/[^\w/=]/g, (char) => `\\u00${hex(char).toUpperCase()}`),
  "as JSON, all of it": (key) => each(key, (char) => `\\u00${hex(char)}`),
  "as Python's bytes": (key) => each(key, (char) => `\\x${hex(char)}`),
  "in a URL": (key) => encodeURIComponent(key),
  "in a URL, in lower case": (key) => encodeURIComponent(key).replace(/%../g, lower),
  "in a URL, all of it": (key) => each(key, (char) => `%${hex(char)}`),
  "in HTML": html,
  "in HTML, all of it": (key) => each(key, (char) => `&#${char.charCodeAt(0)};`),
  "in HTML, all of it in hex": (key) => each(key, (char) => `&#x${hex(char).toUpperCase()};`),
  "in HTML without semicolons": (key) => each(key, (char) => `&#${char.charCodeAt(0)}`),
  "in HTML with zeros": (key) => each(key, (char) => `&#0000${char.charCodeAt(0)};`),
  "in HTML's own names": (key) =>
    key.replace(/[&/\\.%+]/g, (char) => `&${{ "&": "amp", "/": "sol", "\\": "bsol", ".": "period", "%": "percnt" }[char] ?? "plus"};`),
  "as JavaScript's code points": (key) => each(key, (char) => `\\u{${hex(char)}}`),
  "in a URL, as escape() once did": (key) => each(key, (char) => `%u00${hex(char)}`),
};

/** @type {Record<string, (key: string) => string>} */
export const FORMS = {
  "as it is": (key) => key,
  "in capitals": (key) => key.toUpperCase(),
  "in small letters": lower,
  "in base64": (key) => btoa(key),
  "in base64 for URLs": (key) => btoa(key).replaceAll("+", "-").replaceAll("/", "_"),
  ...ESCAPED,
  "as JSON in JSON": (key) => json(json(key)),
  "in a URL in a URL": (key) => encodeURIComponent(encodeURIComponent(key)),
  "in HTML in JSON": (key) => each(html(key), (char) => `\\u00${hex(char)}`),
  "in a URL in HTML": (key) => html(encodeURIComponent(key)),
  "in base64 in a URL": (key) => encodeURIComponent(btoa(key)),
};

/** A reproducible random generator of numbers below 1. @param {number} seed */
export function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
