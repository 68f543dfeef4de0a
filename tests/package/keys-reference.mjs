// A slow search for a key, as a reference. A lattice lists the characters that can be read at each place of a text, and where
// each ends. Each level of escapes is a lattice over another one, and base64 gives a new text from each place.

/** @typedef {{ char: string, end: number }[][]} Lattice */

const fold = (/** @type {string} */ text) =>
  text
    .replace(/[A-Z]/g, (char) => char.toLowerCase())
    .replaceAll("-", "+")
    .replaceAll("_", "/");
const VISIBLE = Array.from({ length: 94 }, (_, index) => String.fromCharCode(index + 33));

/** The HTML standard's names for visible ASCII. @type {Record<string, string[]>} */
const NAMES = {
  "!": ["excl"],
  '"': ["quot"],
  "#": ["num"],
  $: ["dollar"],
  "%": ["percnt"],
  "&": ["amp"],
  "'": ["apos"],
  "(": ["lpar"],
  ")": ["rpar"],
  "*": ["ast", "midast"],
  "+": ["plus"],
  ",": ["comma"],
  ".": ["period"],
  "/": ["sol"],
  ":": ["colon"],
  ";": ["semi"],
  "<": ["lt"],
  "=": ["equals"],
  ">": ["gt"],
  "?": ["quest"],
  "@": ["commat"],
  "[": ["lsqb", "lbrack"],
  "\\": ["bsol"],
  "]": ["rsqb", "rbrack"],
  "^": ["hat"],
  _: ["lowbar", "underbar"],
  "`": ["grave", "diacriticalgrave"],
  "{": ["lcub", "lbrace"],
  "|": ["verbar", "vert", "verticalline"],
  "}": ["rcub", "rbrace"],
};
const BARE = ["amp", "lt", "gt", "quot"];
const zeros = Array.from({ length: 9 }, (_, count) => "0".repeat(count));

/** All escapes of a character, case-folded. @param {string} char */
function escapesOf(char) {
  const code = char.charCodeAt(0);
  const hex = code.toString(16);
  const names = (NAMES[char] ?? []).flatMap((name) => (BARE.includes(name) ? [`&${name};`, `&${name}`] : [`&${name};`]));
  const numbers = zeros.flatMap((zero) => [`&#${zero}${code}`, `&#${zero}${code};`, `&#x${zero}${hex}`, `&#x${zero}${hex};`, `\\u{${zero}${hex}}`]);
  return [`\\x${hex}`, `\\u00${hex}`, `%${hex}`, `%u00${hex}`, ...(/[a-z\d]/i.test(char) ? [] : [`\\${fold(char)}`]), ...numbers, ...names];
}

/** Escapes, grouped by their first two characters. @param {(char: string) => string[]} write */
function grouped(write) {
  /** @type {Map<string, { char: string, rest: string }[]>} */
  const groups = new Map();
  for (const char of VISIBLE) {
    for (const written of write(char)) {
      const [first, rest] = [written.slice(0, 2), written.slice(2)];
      groups.set(first, [...(groups.get(first) ?? []), { char, rest }]);
    }
  }
  return groups;
}
const ESCAPES = grouped(escapesOf);
const JSONS = grouped((char) => [`\\u00${char.charCodeAt(0).toString(16)}`, ...('"\\/'.includes(char) ? [`\\${char}`] : [])]);
/** @type {typeof ESCAPES} */
const NONE = new Map();

/** The places where a word that begins here may end. @param {Lattice} lattice @param {number} at @param {string} word @returns {Set<number>} */
function ends(lattice, at, word) {
  let here = new Set([at]);
  for (const char of word) {
    here = new Set([...here].flatMap((place) => (lattice[place] ?? []).filter((read) => fold(read.char) === char).map(({ end }) => end)));
    if (here.size === 0) break;
  }
  return here;
}

/** @param {Lattice} lattice @param {typeof ESCAPES} escapes @returns {Lattice} */
function unescaped(lattice, escapes) {
  return lattice.map((reads, at) => {
    if (!reads.some(({ char }) => "\\%&".includes(char))) return reads;
    const found = new Map(reads.map((read) => [`${read.char} ${read.end}`, read]));
    for (const [first, group] of escapes) {
      for (const place of ends(lattice, at, first)) {
        for (const { char, rest } of group) for (const end of ends(lattice, place, rest)) found.set(`${char} ${end}`, { char, end });
      }
    }
    return [...found.values()];
  });
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const six = (/** @type {string} */ char) => ALPHABET.indexOf(char.replace("-", "+").replace("_", "/"));

/** All texts that base64 from a place may hold, when `skipped` bits of the first character precede them. @param {Lattice} lattice @param {number} at @param {number} skipped */
function packed(lattice, at, skipped) {
  /** @type {{ char: string, start: number, end: number }[][]} */
  const texts = [];
  /** @param {number} place @param {{ bit: string, start: number, end: number }[]} bits */
  const go = (place, bits) => {
    const reads = (lattice[place] ?? []).filter(({ char }) => six(char) >= 0);
    for (const { char, end } of reads) go(end, [...bits, ...Array.from(six(char).toString(2).padStart(6, "0"), (bit) => ({ bit, start: place, end }))]);
    if (reads.length > 0) return;
    const own = bits.slice(skipped);
    texts.push(
      Array.from({ length: Math.floor(own.length / 8) }, (_, index) => {
        const byte = own.slice(index * 8, index * 8 + 8);
        return { char: String.fromCharCode(Number.parseInt(byte.map(({ bit }) => bit).join(""), 2)), start: byte[0]?.start ?? 0, end: byte[7]?.end ?? 0 };
      }),
    );
  };
  go(at, []);
  return texts;
}

/** The base64 characters of a word that do not depend on its neighbours: all six bits are the word's. @param {string} word */
const within = (word) =>
  [0, 1, 2].map((before) => {
    const whole = btoa("\0".repeat(before) + word).replaceAll("=", "");
    return Array.from(whole)
      .filter((_, at) => at * 6 >= before * 8 && (at + 1) * 6 <= (before + word.length) * 8)
      .join("");
  });

/** @param {string} key */
function words(key) {
  const all = [key, btoa(key), btoa(btoa(key))];
  if (key.length >= 4) all.push(Buffer.from(key).toString("hex"));
  if (key.length >= 6) all.push(...within(key), ...within(key).flatMap(within), btoa(key).replaceAll("=", ""), btoa(btoa(key)).replaceAll("=", ""));
  return all.map(fold);
}

/** The text with stars in place of the key. @param {string} text @param {string} key @param {boolean} [inJson] */
export function reference(text, key, inJson = false) {
  const stars = Array.from(text);
  const plain = stars.map((char, at) => [{ char, end: at + 1 }]);
  const whole = inJson ? unescaped(plain, JSONS) : plain;
  const once = unescaped(whole, ESCAPES);
  const twice = unescaped(once, ESCAPES);
  for (let at = 0; at < text.length; at += 1) {
    for (const word of words(key)) for (const end of ends(twice, at, word)) stars.fill("*", at, end);
    if (key.length < 4) continue;
    for (const skipped of [0, 2, 4]) {
      // In base64: the key, or the escaped key. Escaped: the key in base64.
      for (const [lattice, escapes] of /** @type {[Lattice, typeof ESCAPES][]} */ (
        key.length < 6
          ? [
              [whole, ESCAPES],
              [once, NONE],
            ]
          : [[whole, ESCAPES]]
      )) {
        for (const decoded of packed(lattice, at, skipped)) {
          const inner = unescaped(
            decoded.map(({ char }, index) => [{ char, end: index + 1 }]),
            escapes,
          );
          for (const end of ends(inner, 0, fold(key))) stars.fill("*", decoded[0]?.start, decoded[end - 1]?.end);
        }
      }
    }
  }
  return stars.join("");
}
