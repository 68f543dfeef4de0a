// A virtual list: computes which rows are visible. CSSOM places the rows, which a strict CSP allows.

import { defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";

interface Wanted {
  readonly count: number;
  readonly rowHeight: number;
  /** The height of the content above the rows in the same box, in px. */
  readonly head: number;
  /** The index of a row that stays in the document when it is not visible, because it has the focus. -1 for none. */
  readonly kept: number;
}

export function useVirtual({ count, rowHeight, head, kept }: Wanted) {
  const box = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const options = {
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: head,
    scrollPaddingStart: head,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const inSight = defaultRangeExtractor(range);
      return kept < 0 || kept >= count || inSight.includes(kept) ? inSight : [...inSight, kept].sort((a, b) => a - b);
    },
    onChange: () => redraw(undefined),
  };
  const [virtual] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtual.setOptions(options);
  useLayoutEffect(() => virtual._didMount(), [virtual]);
  useLayoutEffect(() => virtual._willUpdate());
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight]);
  return { box, virtual };
}
