// The table. Only the visible rows are in the document.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Column, column, fitting } from "../model/columns.ts";
import { count } from "../model/numbers.ts";
import { sortBy } from "../state/actions.ts";
import { arrived, current, listed, openRow, rows, size, tick, view } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { Row } from "./row.tsx";
import { useVirtual } from "./virtual.ts";

const [HEAD, ROW, PHONE_ROW, GUTTER] = [32, 33, 55, 48];

export function Table() {
  const phone = size.value === "phone";
  const shown = rows.value;
  // The record that a link opened is the current row until a key moves it.
  const chosen = current.value ?? openRow.value;
  const at = chosen === null ? -1 : shown.indexOf(chosen);
  const { box, virtual } = useVirtual({ count: shown.length, rowHeight: phone ? PHONE_ROW : ROW, head: phone ? 0 : HEAD, kept: at });
  const [room, measure] = useState(900);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => measure(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const fits = fitting(
    view.value.columns.flatMap((id) => column(id) ?? []),
    room - GUTTER,
  );
  const template = `16px ${fits.map(({ width, grow }) => `minmax(${width}px, ${grow}fr)`).join(" ")}`;
  useLayoutEffect(() => box.current?.style.setProperty("--columns", template), [template]);
  useScrolling(virtual, at, chosen);
  // New rows are shown from the top, or from the current row.
  useLayoutEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    else box.current?.scrollTo(0, 0);
  }, [listed.value]);
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={box}
      class={`table${phone ? " two-lines" : ""}`}
      role="grid"
      aria-label="Candidates"
      aria-rowcount={shown.length + 1}
      aria-colcount={fits.length}
      tabIndex={shown.length === 0 || at >= 0 ? -1 : 0}
    >
      {!phone && <Head columns={fits} />}
      <div class="rows" role="rowgroup" style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map(({ index, start }) => {
          const n = shown[index];
          if (n === undefined) return null;
          return (
            <Row
              key={n}
              n={n}
              index={index}
              top={start - (phone ? 0 : HEAD)}
              record={arrived().items[n]}
              issues={arrived().issues(n)}
              columns={fits}
              isOpen={openRow.value === n}
              isCurrent={chosen === n}
              phone={phone}
              now={tick.value.wall}
            />
          );
        })}
      </div>
      {shown.length === 0 && <Nothing />}
    </div>
  );
}

/** Scrolls to the current row when keys move it, and focuses it unless the focus is in an input or in the record. */
function useScrolling(virtual: ReturnType<typeof useVirtual>["virtual"], at: number, chosen: number | null): void {
  const before = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (before.current === chosen) return;
    before.current = chosen;
    if (at < 0) return;
    virtual.scrollToIndex(at, { align: "auto" });
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.closest("[role=grid]"))
      requestAnimationFrame(() => document.querySelector<HTMLElement>("[role=row][tabindex='0']")?.focus({ preventScroll: true }));
  });
}

function Head({ columns }: { columns: readonly Column[] }) {
  const { sort } = view.value;
  return (
    <div class="head" role="rowgroup">
      <div class="row" role="row" aria-rowindex={1}>
        <span class="cell" role="presentation" />
        {columns.map(({ id, label, isNumeric = false }) => {
          const is = sort?.column === id;
          return (
            <div key={id} class={isNumeric ? "cell numeric" : "cell"} role="columnheader" aria-sort={!is ? "none" : sort.down ? "descending" : "ascending"}>
              <button type="button" title={`Sort by ${label}`} onClick={() => sortBy(id)}>
                {is && <Icon name={sort.down ? "down" : "up"} size={12} />}
                <span dir="auto">{label}</span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Nothing() {
  const all = arrived().length;
  if (all === 0) return null;
  return (
    <p class="nothing" role="row">
      <span role="gridcell">None of the {count(all)} records that have arrived is like that.</span>
    </p>
  );
}
