// The escapes of visible ASCII characters in JSON and similar languages, in URLs and in HTML, as one graph. Each path from its root
// spells an escape.

import { fold } from "./words.ts";

/** A node of the graph: a position within an escape. */
export interface EscapeNode {
  next: Map<number, EscapeNode>;
  /** The escaped character if an escape may end here; otherwise 0. */
  value: number;
}

/** The maximum number of leading zeros that are recognised, where the language allows any number. */
const MAX_ZEROS = 8;

/** HTML's character references, each name followed by its character. Some are valid without a semicolon. */
const NAMES =
  "excl ! quot \" num # dollar $ percnt % amp & apos ' lpar ( rpar ) ast * midast * plus + comma , period . sol / colon : semi ; lt < equals = gt > " +
  "quest ? commat @ lsqb [ lbrack [ bsol \\ rsqb ] rbrack ] Hat ^ lowbar _ UnderBar _ grave ` DiacriticalGrave ` lcub { lbrace { verbar | vert | " +
  "VerticalLine | rcub } rbrace }";
const WITHOUT_SEMICOLON = /^(?:quot|amp|lt|gt)$/;

const node = (): EscapeNode => ({ next: new Map(), value: 0 });

const VISIBLE = Array.from({ length: 94 }, (_, index) => index + 33);

/** The node after a text. Creates missing nodes. */
function nodeAfter(from: EscapeNode, text: string): EscapeNode {
  let here = from;
  for (const char of text) {
    const code = fold(char.charCodeAt(0));
    const next = here.next.get(code) ?? node();
    here.next.set(code, next);
    here = next;
  }
  return here;
}

/** The numbers of all characters, each followed by `close`, which is optional unless `mustClose`. */
function numbers(radix: number, close = "", mustClose = false): EscapeNode {
  const root = node();
  for (const code of VISIBLE) {
    const end = nodeAfter(root, code.toString(radix));
    if (!mustClose) end.value = code;
    if (close) nodeAfter(end, close).value = code;
  }
  return root;
}

/** Lets the numbers follow here, after up to so many zeros. */
function attach(here: EscapeNode, numbers: EscapeNode, zeros = 0): void {
  for (const [code, next] of numbers.next) here.next.set(code, next);
  if (zeros > 0) attach(nodeAfter(here, "0"), numbers, zeros - 1);
}

/** The roots of two graphs: of all escapes, and of JSON's escapes. */
function escapes(): { all: EscapeNode; json: EscapeNode } {
  const [all, json] = [node(), node()];
  const hex = numbers(16);
  attach(nodeAfter(all, "\\x"), hex);
  attach(nodeAfter(all, "\\u00"), hex);
  attach(nodeAfter(all, "\\u{"), numbers(16, "}", true), MAX_ZEROS);
  attach(nodeAfter(all, "%"), hex);
  attach(nodeAfter(all, "%u00"), hex);
  attach(nodeAfter(all, "&#"), numbers(10, ";"), MAX_ZEROS);
  attach(nodeAfter(all, "&#x"), numbers(16, ";"), MAX_ZEROS);
  const names = NAMES.split(" ");
  for (let at = 0; at < names.length; at += 2) {
    const [name, value] = [names[at] as string, (names[at + 1] as string).charCodeAt(0)];
    nodeAfter(all, `&${name};`).value = value;
    if (WITHOUT_SEMICOLON.test(name)) nodeAfter(all, `&${name}`).value = value;
  }
  attach(nodeAfter(json, "\\u00"), hex);
  for (const code of VISIBLE) {
    const char = String.fromCharCode(code);
    if (!/[a-z\d]/i.test(char)) nodeAfter(all, `\\${char}`).value = code;
    if (`"\\/`.includes(char)) nodeAfter(json, `\\${char}`).value = code;
  }
  return { all, json };
}

export const ROOTS = escapes();
