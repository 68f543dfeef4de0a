// Where a walk is, as plain data: what a page leads to. Nothing of the module is held between two pages.

import type { PageData } from "./module.ts";

/** Where to fetch the next page. */
export interface Start {
  readonly cursor: string | undefined;
  /** Pages returned so far. */
  readonly pages: number;
  /** Requests sent so far; a failure adds its own, so that trying again from here has no more than are left. */
  requests: number;
  /** When the walk began; set when the first page is asked for. */
  started_ms: number | undefined;
  /** Whether this cursor has led to a page of this walk before. */
  readonly repeated: boolean;
  readonly trail: Trail;
  /** How many marks of the trail are this walk's. */
  readonly length: number;
}

/** The beginning of a walk. */
export const beginning = (cursor: string | undefined): Start => ({
  cursor,
  pages: 0,
  requests: 0,
  started_ms: undefined,
  repeated: false,
  trail: new Trail([]),
  length: 0,
});

/** Where a page leads; null when it is the last one. */
export function after(start: Start, { cursor, own_mark: own, next_mark: next }: PageData): Start | null {
  if (cursor === null || next === null) return null;
  const here = own === null ? start : { ...start, ...start.trail.append(own, start.length) };
  const { trail, length } = here;
  return { ...start, trail, length, cursor, pages: start.pages + 1, repeated: trail.has(next, length) };
}

/**
 * The cursors of a walk, as fingerprints in their order. Walks that begin at a page of another one share its trail, so
 * that looking one page ahead costs the same wherever it happens; only where two of them part ways, one is copied.
 */
class Trail {
  readonly #marks: string[];
  readonly #places: Map<string, number>;

  constructor(marks: string[]) {
    this.#marks = marks;
    this.#places = new Map(marks.map((mark, place) => [mark, place]));
  }

  /** Whether the mark is among the first `length`. */
  has(mark: string, length: number): boolean {
    return (this.#places.get(mark) ?? length) < length;
  }

  /** The trail whose first `length` marks are these, followed by `mark`. */
  append(mark: string, length: number): { trail: Trail; length: number } {
    const there = this.#marks[length];
    const trail = there === undefined || there === mark ? this : new Trail(this.#marks.slice(0, length));
    if (there !== mark) {
      trail.#places.set(mark, length);
      trail.#marks.push(mark);
    }
    return { trail, length: length + 1 };
  }
}
