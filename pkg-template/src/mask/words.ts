// Many words looked for at once: Aho and Corasick's automaton, and the words of one secret.

/** A place in the tree of words: what the path to it spells. */
export interface Place {
  next: Map<number, Place>;
  /** How many characters it spells. */
  readonly depth: number;
  /** The place of its longest end that is in the tree too; none at the root. */
  less?: Place;
  /** What is found here: of a secret's words, the length of the longest that ends here; of an escape, its character. */
  value: number;
}

const place = (depth: number): Place => ({ next: new Map(), depth, value: 0 });

/** The root of a tree with these words, each with its value. */
export function tree(words: Iterable<readonly [word: string, value: number]>): Place {
  const root = place(0);
  for (const [word, value] of words) {
    at(root, word).value = value;
  }
  return root;
}

/** The place of a word, which is made where there is none. */
export function at(root: Place, word: string): Place {
  let here = root;
  for (const char of word) {
    const code = fold(char.charCodeAt(0));
    const next = here.next.get(code) ?? place(here.depth + 1);
    here.next.set(code, next);
    here = next;
  }
  return here;
}

/** Upper case as lower case, and base64's alphabet for URLs as the standard one. */
export const fold = (code: number): number => (code > 64 && code < 91 ? code + 32 : code === 45 ? 43 : code === 95 ? 47 : code);

/** The place after one more character: the longest end of what was read that a word begins with. */
export function step(from: Place, code: number): Place {
  for (let here = from; ; here = here.less) {
    const to = here.next.get(code);
    if (to) return to;
    if (!here.less) return here;
  }
}

/** Shorter ones are sought in base64 as a whole alone. */
const SHORT = 6;

/** The secret, and the base64 of it wherever it may stand in a longer text. */
export function wordsOf(secret: string): Place {
  const words = [secret, btoa(secret)];
  // What stands before it takes part of a character, and what follows it too. Of a short one, too little would be left.
  if (secret.length >= SHORT) {
    for (const before of [0, 1, 2]) {
      const length = before + secret.length;
      words.push(btoa("\0".repeat(before) + secret).slice(before && before + 1, Math.floor((length * 8) / 6)));
    }
    words.push(btoa(secret).replace(/=+$/, ""));
  }
  const root = tree(words.map((word) => [word, word.length]));
  const queue = [root];
  for (const here of queue) {
    for (const [code, next] of here.next) {
      next.less = here.less ? step(here.less, code) : root;
      next.value ||= next.less.value;
      queue.push(next);
    }
  }
  return root;
}
