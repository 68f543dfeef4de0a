// The counts of values: outcomes, stages, sources, tags. A click shows the records with that value.

import { useState } from "preact/hooks";
import { count, percent, some } from "../model/numbers.ts";
import { type Counted, KINDS, type Kind } from "../model/values.ts";
import { filter } from "../state/actions.ts";
import { shown } from "../state/shown.ts";
import { arrived, openRow, size, view } from "../state/store.ts";
import { MenuButton, Popover } from "./popover.tsx";
import { Tabs } from "./segments.tsx";

const TITLES: { readonly [kind in Kind]: string } = { outcome: "Outcomes", stage: "Stages", source: "Sources", tag: "Tags" };
const [TOP, IN_TABS, MOST] = [5, 10, 200];

function about(kind: Kind): string {
  const { values, coverage } = arrived();
  if (kind === "outcome") return some(values.applications, "application");
  if (kind === "tag") return `${percent(coverage.roots.get("tags")?.filled ?? 0, coverage.total)} have one`;
  return some(values.names(kind), "name");
}

export function ValuesBar() {
  const [shown, show] = useState<Kind>("stage");
  const isNarrow = size.value === "phone" || size.value === "small" || (openRow.value !== null && size.value === "wide") || size.value === "middle";
  if (!isNarrow) {
    return (
      <section class="values" aria-label="Values">
        {KINDS.map((kind) => (
          <div class="values-column" key={kind}>
            <header>
              <h2>{TITLES[kind]}</h2>
              <span class="second" title={about(kind)}>
                {about(kind)}
              </span>
              <More kind={kind} over={TOP} />
            </header>
            <List kind={kind} most={TOP} />
          </div>
        ))}
      </section>
    );
  }
  const names = arrived().values.names(shown);
  return (
    <section class="values tabbed" aria-label="Values">
      <header>
        <Tabs label="Values of" tabs={KINDS.map((id) => ({ id, label: TITLES[id] }))} value={shown} onValue={show} idFor="values" />
        <span class="space" />
        <span class="second">{names > IN_TABS ? `${IN_TABS} of ${some(names, "name")}` : about(shown)}</span>
        <More kind={shown} over={IN_TABS} />
      </header>
      <div id="values-panel" role="tabpanel" aria-labelledby={`values-${shown}`}>
        <List kind={shown} most={IN_TABS} />
      </div>
    </section>
  );
}

function More({ kind, over }: { kind: Kind; over: number }) {
  const { values } = arrived();
  if (values.counts[kind].size <= over) return null;
  const id = `values-more-${kind}`;
  return (
    <>
      <MenuButton id={id} className="link-quiet" label={`All ${TITLES[kind].toLowerCase()}`}>
        all
      </MenuButton>
      <Popover id={id} label={`All ${TITLES[kind].toLowerCase()}`} className="narrow">
        <div class="body scrolls">
          <h2>{TITLES[kind]}</h2>
          <List kind={kind} most={MOST} />
        </div>
      </Popover>
    </>
  );
}

function List({ kind, most }: { kind: Kind; most: number }) {
  const top = arrived().values.top(kind, most);
  const largest = top[0]?.count ?? 1;
  const ofShown = shown()?.values.counts[kind];
  if (top.length === 0) return <p class="hint">None has arrived.</p>;
  return (
    <ul class="value-list">
      {top.map((value) => (
        <li key={String(value.value)}>
          <Value kind={kind} of={value} largest={largest} ofShown={ofShown && (ofShown.get(value.value) ?? 0)} />
        </li>
      ))}
    </ul>
  );
}

/** `ofShown` is the count among the shown records, when a filter or the search selects some. */
function Value({ kind, of, largest, ofShown }: { kind: Kind; of: Counted; largest: number; ofShown: number | undefined }) {
  const share = (part: number) => `${Math.max(0.5, (100 * part) / largest).toFixed(1)}%`;
  const chosen = view.value.filters.some((one) => one.sort === "value" && one.kind === kind && one.value === of.value);
  return (
    <button
      type="button"
      class={`value${chosen ? " chosen" : ""}`}
      aria-pressed={chosen}
      title={of.value ?? undefined}
      onClick={() => filter({ sort: "value", kind, value: of.value })}
    >
      <svg width="100%" height="20" aria-hidden="true" focusable="false">
        <rect class="tint" width={share(of.count)} height="20" rx="2" />
        {ofShown ? <rect class="shown-bar" width={share(ofShown)} y="17" height="3" rx="1" /> : null}
      </svg>
      <span class="value-name" dir="auto">
        {of.value === null ? <em>none</em> : of.value}
      </span>
      {of.unknown && <span class="new">new</span>}
      <span class="value-count">
        {ofShown !== undefined && `${count(ofShown)} of `}
        {count(of.count)}
      </span>
    </button>
  );
}
