// The position of a walk between two pages, as plain data. The module holds nothing between two pages.

import type { PageData } from "./module.ts";

/** Where the next page starts. */
export interface Start {
  readonly cursor: string | undefined;
  /** Pages returned so far. */
  readonly pages: number;
  /** Requests sent so far. A failed page adds its requests too, so that a retry from here stays within the budget. */
  requests: number;
  /** When the walk started, by `performance.now()`; set when the first page is requested. */
  started_ms: number | undefined;
  /** Whether this walk has used this cursor before. */
  readonly repeated: boolean;
  readonly trail: Trail;
  /** How many marks of the trail belong to this walk. */
  readonly length: number;
}

/** The start of a walk. */
export const startAt = (cursor: string | undefined): Start => ({
  cursor,
  pages: 0,
  requests: 0,
  started_ms: undefined,
  repeated: false,
  trail: new Trail([]),
  length: 0,
});

/** Where the page after this one starts; null after the last page. */
export function startAfter(start: Start, { cursor, own_mark: own, next_mark: next }: PageData): Start | null {
  if (cursor === null || next === null) return null;
  const here = own === null ? start : { ...start, ...start.trail.append(own, start.length) };
  const { trail, length } = here;
  return { ...start, trail, length, cursor, pages: start.pages + 1, repeated: trail.has(next, length) };
}

/**
 * The fingerprints ("marks") of a walk's cursors, in order. A walk that starts at a page of another walk shares its trail, so
 * fetching one page ahead has a constant cost. The trail is copied only when two walks diverge.
 */
class Trail {
  readonly #marks: string[];
  readonly #places: Map<string, number>;

  constructor(marks: string[]) {
    this.#marks = marks;
    this.#places = new Map(marks.map((mark, place) => [mark, place]));
  }

  /** Whether the mark is one of the first `length` marks. */
  has(mark: string, length: number): boolean {
    return (this.#places.get(mark) ?? length) < length;
  }

  /** The trail of the first `length` marks, followed by `mark`. */
  append(mark: string, length: number): { trail: Trail; length: number } {
    const existing = this.#marks[length];
    const trail = existing === undefined || existing === mark ? this : new Trail(this.#marks.slice(0, length));
    if (existing !== mark) {
      trail.#places.set(mark, length);
      trail.#marks.push(mark);
    }
    return { trail, length: length + 1 };
  }
}
