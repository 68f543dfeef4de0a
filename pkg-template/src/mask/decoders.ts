// A decoder of one level of encoding: escapes or base64, one character at a time. Its state is a small number. It is
// non-deterministic: a character may have several transitions, and the automaton follows all of them.

import { type EscapeNode, ROOTS } from "./escapes.ts";
import { fold } from "./words.ts";

/** The next state of the decoder, and the decoded character, or `NO_OUTPUT`. */
export type Transition = readonly [to: number, output: number];

export const NO_OUTPUT = -1;

const { all, json } = ROOTS;
/** The states within escapes: the number is the index of the node. */
const nodes = [all, json];
const numbers = new Map<EscapeNode, number>([[all, 0]]);
for (const node of nodes) {
  for (const next of node.next.values()) {
    if (!numbers.has(next)) numbers.set(next, nodes.push(next) - 1);
  }
}

/** The state outside an escape. */
export const OUTSIDE = 0;

/**
 * The states within base64, as an offset: the remaining bits of the last character after a leading 1. The number of remaining
 * bits is always even, so 2 and 3 are free: they mean that the text starts within the next character, at its last four or two bits.
 */
const BASE64 = nodes.length;
const [WHOLE, FOUR, TWO] = [1, 2, 3];

/** The number of states of a decoder. */
export const DECODER_STATES = BASE64 + 128;

/** The states in which a text in base64 may start. */
export const BASE64_STARTS: readonly number[] = [WHOLE, FOUR, TWO].map((bits) => BASE64 + bits);

const LITERAL: readonly (readonly Transition[])[] = Array.from({ length: 256 }, (_, code) => [[OUTSIDE, code]]);

/** The transitions of a state by a character. With `isJson`, only JSON's escapes are recognised. */
export function transitions(at: number, code: number, isJson: boolean): readonly Transition[] {
  if (at >= BASE64) return base64Transitions(at - BASE64, BITS[code] as number);
  const next = (at === OUTSIDE && isJson ? json : (nodes[at] as EscapeNode)).next.get(fold(code));
  const literal = at === OUTSIDE ? (LITERAL[code] as readonly Transition[]) : [];
  if (!next) return literal;
  const found = [...literal];
  if (next.value) found.push([OUTSIDE, next.value]);
  if (next.next.size > 0) found.push([numbers.get(next) as number, NO_OUTPUT]);
  return found;
}

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** The six bits of each character of the standard and the URL alphabet; -1 for other characters. */
const BITS = Array.from({ length: 256 }, (_, code) => STANDARD.indexOf(String.fromCharCode(code === 45 ? 43 : code === 95 ? 47 : code)));
/** The characters for six bits. */
export const ALPHABET = Array.from(STANDARD, (char) => [char.charCodeAt(0)]);
ALPHABET[62]?.push(45);
ALPHABET[63]?.push(95);

function base64Transitions(before: number, six: number): readonly Transition[] {
  if (six < 0) return [];
  if (before === FOUR) return [[BASE64 + 16 + (six & 15), NO_OUTPUT]];
  if (before === TWO) return [[BASE64 + 4 + (six & 3), NO_OUTPUT]];
  const bits = (before << 6) | six;
  const left = count(bits) - 8;
  if (left < 0) return [[BASE64 + bits, NO_OUTPUT]];
  return [[BASE64 + (1 << left) + (bits & ((1 << left) - 1)), (bits >> left) & 255]];
}

/** The number of bits after the leading 1. */
const count = (bits: number): number => 31 - Math.clz32(bits);

/**
 * The visible ASCII characters that a state may output next. An empty list means any character: the state is between two
 * characters. Undefined within an escape, which ends soon.
 */
export function nextOutputs(at: number): readonly number[] | undefined {
  if (at === OUTSIDE || at === BASE64 + WHOLE) return [];
  if (at < BASE64) return undefined;
  return (cache[at] ??= base64Outputs(at - BASE64));
}

const cache: (readonly number[] | undefined)[] = [];

function base64Outputs(bits: number): number[] {
  const left = 8 - count(bits);
  return Array.from({ length: 1 << left }, (_, index) => ((bits << left) & 255) + index).filter((code) => code > 32 && code < 127);
}
