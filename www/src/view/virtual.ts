// A virtual list: which of many rows are in sight. Its rows are placed by CSSOM, which a strict CSP allows.

import { defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";

interface Wanted {
  readonly count: number;
  readonly rowHeight: number;
  /** What stands above the rows in the same box. */
  readonly head: number;
  /** A row that is kept even when it is out of sight, since it has the focus. */
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
