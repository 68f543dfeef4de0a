// A slow search for a key, to compare with: every reading of the text written out, every word sought in it.

/** @typedef {{ char: string, start: number, end: number }[]} Reading */

const fold = (/** @type {string} */ text) => text.replace(/[A-Z]/g, (char) => char.toLowerCase()).replaceAll("-", "+").replaceAll("_", "/");

const NAMED = /** @type {Record<string, number>} */ ({ quot: 34, amp: 38, apos: 39, lt: 60, gt: 62 });

/** What each family escapes; the groups are hexadecimal, decimal, a name, the character itself. */
const FAMILIES = [
  /\\(?:u00|x)([\da-f]{2})|()()\\([!-/:-@[-`{-~])/iy,
  /%([\da-f]{2})/iy,
  /&#x([\da-f]{2});|&#0?([1-9]\d{1,2});|&(quot|amp|apos|lt|gt);/iy,
];

/** @param {Reading} reading @param {RegExp} escape @returns {Reading} */
function without(reading, escape) {
  const text = reading.map(({ char }) => char).join("");
  /** @type {Reading} */
  const out = [];
  for (let at = 0; at < text.length; ) {
    escape.lastIndex = at;
    const [all = "", hex, decimal, name, own] = escape.exec(text) ?? [];
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : name ? NAMED[name.toLowerCase()] : own?.charCodeAt(0);
    const length = code !== undefined && code > 32 && code < 127 ? all.length : 1;
    const [first, last] = [reading[at], reading[at + length - 1]];
    out.push({ char: length > 1 ? String.fromCharCode(code ?? 0) : first?.char ?? "", start: first?.start ?? 0, end: last?.end ?? 0 });
    at += length;
  }
  return out;
}

/** @param {string} key */
function words(key) {
  if (key.length < 6) return [key, btoa(key)];
  const coded = [0, 1, 2].map((before) => {
    const whole = btoa("\0".repeat(before) + key).replaceAll("=", "");
    // A character is the key's own when all of its six bits are.
    return Array.from(whole).filter((_, at) => at * 6 >= before * 8 && (at + 1) * 6 <= (before + key.length) * 8).join("");
  });
  return [key, btoa(key), btoa(key).replaceAll("=", ""), ...coded];
}

/** The text with stars in place of the key. @param {string} text @param {string} key */
export function reference(text, key) {
  const stars = Array.from(text);
  const whole = stars.map((char, at) => ({ char, start: at, end: at + 1 }));
  const once = FAMILIES.map((family) => without(whole, family));
  const twice = once.flatMap((reading) => FAMILIES.map((family) => without(reading, family)));
  for (const reading of [whole, ...once, ...twice]) {
    const folded = fold(reading.map(({ char }) => char).join(""));
    for (const word of words(key).map(fold)) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        stars.fill("*", reading[at]?.start, reading[at + word.length - 1]?.end);
      }
    }
  }
  return stars.join("");
}
