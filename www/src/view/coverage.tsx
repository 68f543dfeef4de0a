// The chart of coverage: how many records fill each field. A click shows the records that lack it.

import { useState } from "preact/hooks";
import { FIELDS } from "../generated/contract.ts";
import { type CoverageRow, coverageRows, type Stat } from "../model/coverage.ts";
import type { Filter } from "../model/filters.ts";
import { count, percent, some } from "../model/numbers.ts";
import { filter, toggleField } from "../state/actions.ts";
import { shown } from "../state/shown.ts";
import { arrived, isPartial, isRunning, opened, order, size, tab, view, walk } from "../state/store.ts";
import { BAR, CoverageBar, type Part } from "./coveragebar.tsx";
import { Icon } from "./icons.tsx";
import { OrderMenu } from "./ordermenu.tsx";

/** The number of rows that are shown at first in the order `least`. */
const FEW = 20;
/** Fields that an empty chart omits: every record has them, or they are shown as counts. */
const HIDDEN = ["id", "remote_id", "confidential", "changed_at", "remote_updated_at", "remote_deleted_at"];

export function CoveragePanel() {
  return arrived().coverage.total === 0 ? <Empty /> : <Filled />;
}

function Filled() {
  const { coverage } = arrived();
  const [isWhole, showAll] = useState(false);
  const { rows, always, unknown } = coverageRows(coverage, order.value, opened.value);
  const ofShown = shown();
  const shares = new Map([...(ofShown?.coverage.all() ?? [])].map(({ id, filled }) => [id, filled]));
  const part = (stat: Stat): Part | undefined => (ofShown ? { filled: shares.get(stat.id) ?? 0, total: ofShown.coverage.total } : undefined);
  const few = order.value === "least" && !isWhole ? FEW : Infinity;
  const of = isRunning.value
    ? `of ${count(coverage.total)} so far`
    : isPartial.value
      ? `of ${count(coverage.total)}, partial`
      : `of ${some(coverage.total, "record")}`;
  return (
    <section class="coverage" aria-labelledby="coverage">
      <header>
        <h2 id="coverage">Field coverage</h2>
        <span class="second">{of}</span>
        <span class="space" />
        <OrderMenu />
      </header>
      <div class="legend">
        <span>
          <i class="mark filled" /> filled
        </span>
        <span>
          <i class="mark with-issue" /> {ofShown ? "issue" : "with an issue"}
        </span>
        {ofShown && (
          <span>
            <i class="mark shown-mark" /> of {count(ofShown.coverage.total)} shown
          </span>
        )}
        <span class="space" />
        <span>filled</span>
        <span class="lacks">lack it</span>
      </div>
      <ul class={`coverage-rows${order.value === "least" ? " flat" : ""}`}>
        {rows.slice(0, few).map((row) => (
          <Row key={row.stat.id} row={row} total={coverage.total} part={part(row.stat)} />
        ))}
      </ul>
      {rows.length > few && (
        <button type="button" class="link" onClick={() => showAll(true)}>
          All {count(rows.length)} fields
        </button>
      )}
      <p class="always">
        {always.length > 0 && (
          <span>
            In every record:{" "}
            {always.map(({ id }, n) => (
              <span key={id}>
                {n > 0 && ", "}
                <code>{id}</code>
              </span>
            ))}
          </span>
        )}
      </p>
      <Counts />
      {unknown.length > 0 && (
        <>
          <h3>Not in the contract</h3>
          <ul class="coverage-rows">
            {unknown.map((row) => (
              <Row key={row.stat.id} row={row} total={coverage.total} part={part(row.stat)} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Counts() {
  const { deleted, confidential } = arrived();
  const one = (what: "deleted" | "confidential", number: number) => {
    const is = view.value.filters.some((filter) => filter.sort === "only" && filter.what === what);
    return (
      <button type="button" class="link" aria-pressed={is} disabled={number === 0} onClick={() => choose({ sort: "only", what })}>
        {count(number)} {what}
      </button>
    );
  };
  return (
    <p class="counts">
      {one("deleted", deleted)} {one("confidential", confidential)}
    </p>
  );
}

/** Filters the records. On a phone they are on another tab, to which a button leads. */
const choose = (what: Filter): void => {
  filter(what);
  if (size.value === "small") tab.value = "records";
};

function Row({ row: { stat, label, depth, opens }, total, part }: { row: CoverageRow; total: number; part: Part | undefined }) {
  const lacks = total - stat.filled;
  const chosen = view.value.filters.find((one) => (one.sort === "lacks" || one.sort === "has") && one.field === stat.id);
  const isOpen = opened.value.has(stat.id);
  const share = percent(stat.filled, total);
  const click = (event: MouseEvent) => choose({ sort: event.shiftKey ? "has" : "lacks", field: stat.id });
  const key = (event: KeyboardEvent) => {
    if (!opens || (event.key !== "ArrowRight" && event.key !== "ArrowLeft") || isOpen === (event.key === "ArrowRight")) return;
    event.preventDefault();
    toggleField(stat.id);
  };
  const withIssue = stat.withIssue > 0 ? `, ${count(stat.withIssue)} with an issue` : "";
  const ofShown = part && `; of ${count(part.total)} shown, ${count(part.filled)} filled, ${count(part.total - part.filled)} lack it`;
  return (
    <li class={`coverage-row depth-${Math.min(depth, 2)}${chosen ? " chosen" : ""}${stat.filled === 0 ? " never" : ""}`}>
      {opens && (
        <button type="button" class="twist" aria-expanded={isOpen} aria-label={`Fields in ${stat.id}`} onClick={() => toggleField(stat.id)}>
          <Icon name={isOpen ? "chevronDown" : "chevronRight"} size={12} />
        </button>
      )}
      <button
        type="button"
        class="coverage-button"
        aria-pressed={chosen !== undefined}
        title={`${stat.id}: ${count(stat.filled)} filled, ${count(lacks)} lack it${withIssue}${ofShown ?? ""}`}
        onClick={click}
        onKeyDown={key}
      >
        <code dir="auto">{label === "" ? '""' : label.split(/(?<=\.)/).map((part, n) => [n > 0 && <wbr />, part])}</code>
        <CoverageBar stat={stat} total={total} part={part} />
        <span class="share">{share}</span>
        <span class="lacks">
          {count(lacks)}
          <span class="hidden">
            {" "}
            lack it{withIssue}
            {ofShown}
          </span>
        </span>
      </button>
    </li>
  );
}

function Empty() {
  const isDone = walk.value.status !== "idle";
  return (
    <section class="coverage" aria-labelledby="coverage">
      <header>
        <h2 id="coverage">Field coverage</h2>
      </header>
      <p class="hint">{isDone ? "No record has arrived." : "How many records fill each field. Fills in as pages arrive; click a field to see who lacks it."}</p>
      <div class="legend">
        <span class="space" />
        <span>filled</span>
        <span class="lacks">lack it</span>
      </div>
      <ul class="coverage-rows">
        {FIELDS.filter(({ name }) => !HIDDEN.includes(name)).map(({ name }) => (
          <li key={name} class="coverage-row empty">
            <div class="coverage-button">
              <code>{name}</code>
              <svg class="coverage-bar" width={BAR} height="8" aria-hidden="true" focusable="false">
                <rect class="track" width={BAR} height="8" />
              </svg>
              <span class="share">–</span>
              <span class="lacks" />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
