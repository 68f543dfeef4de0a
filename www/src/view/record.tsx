// The open record: its fields, applications, JSON and issues.

import { useLayoutEffect, useRef } from "preact/hooks";
import { TABS, type Tab } from "../model/address.ts";
import { fieldText } from "../model/columns.ts";
import { clause } from "../model/filters.ts";
import { count } from "../model/numbers.ts";
import { member } from "../model/path.ts";
import { applicationsOf, idOf, isDeleted, line, nameOf } from "../model/record.ts";
import { shortened } from "../model/request.ts";
import { close, copy, move, showTab } from "../state/actions.ts";
import { arrived, current, rows, size, view } from "../state/store.ts";
import { ApplicationsTab } from "./applicationstab.tsx";
import { FieldsTab } from "./fieldstab.tsx";
import { Icon } from "./icons.tsx";
import { IssuesTab } from "./issuestab.tsx";
import { JsonTab } from "./jsontab.tsx";
import { cut } from "./row.tsx";
import { Tabs } from "./segments.tsx";
import { connectorName } from "./topbar.tsx";
import { Link } from "./value.tsx";

export function RecordPanel({ n }: { n: number }) {
  const scrolls = useRef<HTMLDivElement>(null);
  const record = arrived().items[n];
  const issues = arrived().issues(n);
  const { tab } = view.value;
  const phone = size.value === "phone";
  useLayoutEffect(() => void scrolls.current?.scrollTo(0, 0), [n, tab]);
  const tabs: { id: Tab; label: string; count?: string; isBad?: boolean }[] = TABS.map((id) => {
    const label = { fields: "Fields", applications: "Applications", json: "JSON", issues: "Issues" }[id];
    if (id === "applications") return { id, label, count: count(applicationsOf(record).length) };
    return id === "issues" ? { id, label, count: count(issues.length), isBad: issues.length > 0 } : { id, label };
  });
  const name = nameOf(record);
  const heading = <span dir="auto">{name === null ? <em>no name</em> : cut(name, 300)}</span>;
  return (
    <aside class="record" aria-label={`Record${name === null ? "" : ` of ${cut(name, 80)}`}`}>
      {phone ? (
        <div class="record-bar">
          <button type="button" class="button quiet square tall" aria-label="Back to the list" onClick={closeRecord}>
            <Icon name="back" />
          </button>
          <h1 class="hidden">Record</h1>
          <h2>{heading}</h2>
          <span class="space" />
          <Place n={n} brief />
        </div>
      ) : (
        <>
          <div class="record-bar">
            <Place n={n} />
            <span class="space" />
            <button type="button" class="button quiet square" aria-label="Previous record" title="Previous record" onClick={() => move(-1)}>
              <Icon name="up" />
            </button>
            <button type="button" class="button quiet square" aria-label="Next record" title="Next record" onClick={() => move(1)}>
              <Icon name="down" />
            </button>
            <span class="rule" />
            <button type="button" class="button quiet square" aria-label="Close the record" title="Close" onClick={closeRecord}>
              <Icon name="close" />
            </button>
          </div>
          <div class="record-head">
            <h2>{heading}</h2>
            <p class="second" dir="auto">
              {[
                fieldText(record, ["title"]),
                fieldText(record, ["company"]),
                [line(member(member(record, "location"), "city")), line(member(member(record, "location"), "country"))].filter(Boolean).join(", "),
              ]
                .filter(Boolean)
                .map((part) => cut(String(part), 120))
                .join(" · ")}
              {isDeleted(record) && <span class="tag">deleted</span>}
            </p>
            <p class="ids">
              <Id label="id" value={idOf(record)} />
              <Id label="remote_id" value={fieldText(record, ["remote_id"])} />
              <Link href={line(member(record, "remote_url"))}>Open in {connectorName(view.value.integration)}</Link>
            </p>
          </div>
        </>
      )}
      <Tabs label="The record" tabs={tabs} value={tab} onValue={showTab} idFor="record" />
      <div ref={scrolls} class="record-body" id="record-panel" role="tabpanel" aria-labelledby={`record-${tab}`} tabIndex={0}>
        {tab === "fields" && <FieldsTab record={record} issues={issues} withWork={phone} />}
        {tab === "applications" && <ApplicationsTab record={record} issues={issues} whole />}
        {tab === "json" && <JsonTab key={n} record={record} issues={issues} />}
        {tab === "issues" && <IssuesTab record={record} issues={issues} />}
      </div>
      {phone && (
        <div class="record-foot">
          <button type="button" class="button tall" onClick={() => move(-1)}>
            <Icon name="up" /> Previous
          </button>
          <button type="button" class="button tall" onClick={() => move(1)}>
            <Icon name="down" /> Next
          </button>
        </div>
      )}
    </aside>
  );
}

/** Closes the record and returns the focus to its row. */
export function closeRecord(): void {
  const n = current.value;
  close();
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-n="${n}"]`)?.focus({ preventScroll: true }));
}

function Place({ n, brief = false }: { n: number; brief?: boolean }) {
  const at = rows.value.indexOf(n);
  if (at < 0) return <span class="second">not among those shown</span>;
  const { filters, query } = view.value;
  return (
    <span class="second place">
      {count(at + 1)} of {count(rows.value.length)}
      {!brief && clause(filters, query)}
    </span>
  );
}

function Id({ label, value }: { label: string; value: string | null }) {
  if (value === null) return null;
  return (
    <span>
      {label}{" "}
      <button type="button" class="copy-text" title={`Copy ${label}`} onClick={() => copy(value, label)}>
        <code>{shortened(value, 14)}</code>
      </button>
    </span>
  );
}
