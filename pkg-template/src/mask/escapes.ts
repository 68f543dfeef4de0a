// How others write a character of visible ASCII: JSON and languages like it, URLs, HTML. All of them are one graph, whose paths
// spell the escapes.

import { fold } from "./words.ts";

/** Where one is in an escape. */
export interface Place {
  next: Map<number, Place>;
  /** The character that is written when the escape ends here; 0 when none does. */
  value: number;
}

/** How many zeros may precede a number that takes any number of them. */
const MOST_ZEROS = 8;

/** HTML's names, of which some go without a semicolon. */
const NAMES =
  "excl ! quot \" num # dollar $ percnt % amp & apos ' lpar ( rpar ) ast * midast * plus + comma , period . sol / colon : semi ; lt < equals = gt > " +
  "quest ? commat @ lsqb [ lbrack [ bsol \\ rsqb ] rbrack ] Hat ^ lowbar _ UnderBar _ grave ` DiacriticalGrave ` lcub { lbrace { verbar | vert | " +
  "VerticalLine | rcub } rbrace }";
const WITHOUT_SEMICOLON = /^(?:quot|amp|lt|gt)$/;

const place = (): Place => ({ next: new Map(), value: 0 });

const VISIBLE = Array.from({ length: 94 }, (_, index) => index + 33);

/** The place after a text, which is made where there is none. */
function after(from: Place, text: string): Place {
  let here = from;
  for (const char of text) {
    const code = fold(char.charCodeAt(0));
    const next = here.next.get(code) ?? place();
    here.next.set(code, next);
    here = next;
  }
  return here;
}

/** Every character's number, and what closes it: must it, or may it? */
function numbers(radix: number, close = "", mustClose = false): Place {
  const root = place();
  for (const code of VISIBLE) {
    const end = after(root, code.toString(radix));
    if (!mustClose) end.value = code;
    if (close) after(end, close).value = code;
  }
  return root;
}

/** Numbers follow here, after as many zeros. */
function put(here: Place, numbers: Place, zeros = 0): void {
  for (const [code, next] of numbers.next) here.next.set(code, next);
  if (zeros > 0) put(after(here, "0"), numbers, zeros - 1);
}

/** Where no escape has begun yet: of all that there are, and of JSON's. */
export function escapes(): { all: Place; json: Place } {
  const [all, json] = [place(), place()];
  const hex = numbers(16);
  put(after(all, "\\x"), hex);
  put(after(all, "\\u00"), hex);
  put(after(all, "\\u{"), numbers(16, "}", true), MOST_ZEROS);
  put(after(all, "%"), hex);
  put(after(all, "%u00"), hex);
  put(after(all, "&#"), numbers(10, ";"), MOST_ZEROS);
  put(after(all, "&#x"), numbers(16, ";"), MOST_ZEROS);
  const names = NAMES.split(" ");
  for (let at = 0; at < names.length; at += 2) {
    const [name, value] = [names[at] as string, (names[at + 1] as string).charCodeAt(0)];
    after(all, `&${name};`).value = value;
    if (WITHOUT_SEMICOLON.test(name)) after(all, `&${name}`).value = value;
  }
  put(after(json, "\\u00"), hex);
  for (const code of VISIBLE) {
    const char = String.fromCharCode(code);
    if (!/[a-z\d]/i.test(char)) after(all, `\\${char}`).value = code;
    if (`"\\/`.includes(char)) after(json, `\\${char}`).value = code;
  }
  return { all, json };
}
