// A row of the table: one line, or two on a phone.

import { memo } from "../lib/memo.ts";
import type { Column } from "../model/columns.ts";
import { fieldText } from "../model/columns.ts";
import { age } from "../model/dates.ts";
import type { Issue } from "../model/issues.ts";
import { printField, type Value } from "../model/path.ts";
import { applicationsOf, emailOf, isDeleted, nameOf, outcomeOf, statusOf } from "../model/record.ts";
import { open } from "../state/actions.ts";
import { OutcomeShape } from "./outcome.tsx";

interface RowProps {
  readonly n: number;
  readonly index: number;
  readonly top: number;
  readonly record: Value;
  readonly issues: readonly Issue[];
  readonly columns: readonly Column[];
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
  readonly phone: boolean;
  readonly now: number;
}

/** The most characters of a cell. The column clips longer texts anyway, and they may be megabytes. */
const LONGEST = 160;
export const cut = (text: string, most = LONGEST): string => (text.length > most ? `${text.slice(0, most)}…` : text);

export const Row = memo(function Row({ n, index, top, record, issues, columns, isOpen, isCurrent, phone, now }: RowProps) {
  const deleted = isDeleted(record);
  return (
    <div
      class={`row${isOpen ? " open" : ""}${isCurrent ? " current" : ""}${deleted ? " deleted" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      tabIndex={isCurrent ? 0 : -1}
      data-n={n}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => open(n)}
    >
      {phone ? (
        <TwoLines record={record} issues={issues} now={now} deleted={deleted} />
      ) : (
        <>
          <span class="cell mark-cell" role="gridcell">
            {issues.length > 0 && <Mark />}
          </span>
          {columns.map((column) => (
            <Cell key={column.id} column={column} record={record} issues={issues} now={now} deleted={deleted} />
          ))}
        </>
      )}
    </div>
  );
});

export const Mark = () => (
  <span class="issue-mark" title="Breaks the contract">
    !<span class="hidden"> breaks the contract</span>
  </span>
);

function Cell({ column, record, issues, now, deleted }: { column: Column; record: Value; issues: readonly Issue[]; now: number; deleted: boolean }) {
  const hasIssue = issues.some(({ field }) => column.fields.includes(printField(field)) || column.fields.includes(String(field[0])));
  return (
    <span class={`cell ${column.id === "name" ? "name" : ""}${column.isNumeric ? " numeric" : ""}`} role="gridcell">
      <span class={hasIssue && column.id !== "application" ? "issue-value" : ""} dir="auto">
        <Content column={column} record={record} now={now} deleted={deleted} hasIssue={hasIssue} />
      </span>
    </span>
  );
}

function Content({ column, record, now, deleted, hasIssue }: { column: Column; record: Value; now: number; deleted: boolean; hasIssue: boolean }) {
  if (column.id === "name") return <Name record={record} deleted={deleted} />;
  if (column.id === "application") return <Latest record={record} />;
  if (column.id === "work") {
    const [title, company] = [fieldText(record, ["title"]), fieldText(record, ["company"])];
    if (title !== null && company !== null) {
      return (
        <>
          <bdi>{cut(title)}</bdi>{" "}
          <span class="second">
            · <bdi>{cut(company)}</bdi>
          </span>
        </>
      );
    }
  }
  const text = column.text(record, now);
  if (text === null) return <span class="empty-value">{hasIssue ? "absent" : "—"}</span>;
  return <>{cut(hasIssue && column.id === "email" ? JSON.stringify(text) : text)}</>;
}

function Name({ record, deleted }: { record: Value; deleted: boolean }) {
  const name = nameOf(record);
  return (
    <>
      {name === null ? <em>no name</em> : cut(name)} {deleted && <span class="tag">deleted</span>}
    </>
  );
}

export function Latest({ record }: { record: Value }) {
  const all = applicationsOf(record);
  const [first] = all;
  if (!first) return <span class="empty-value">—</span>;
  return (
    <>
      <OutcomeShape outcome={outcomeOf(first.application)} />
      <span class="hidden">{outcomeOf(first.application)}, </span> <bdi>{cut(statusOf(first.application))}</bdi>{" "}
      {all.length > 1 && <small title={`${all.length - 1} more`}>+{all.length - 1}</small>}
    </>
  );
}

function TwoLines({ record, issues, now, deleted }: { record: Value; issues: readonly Issue[]; now: number; deleted: boolean }) {
  const title = fieldText(record, ["title"]) ?? emailOf(record);
  const changed = fieldText(record, ["changed_at"]);
  return (
    <span class="cell" role="gridcell">
      <span class="line-one">
        <span class="name" dir="auto">
          <Name record={record} deleted={deleted} />
        </span>
        {issues.length > 0 && <Mark />}
        <span class="space" />
        <span class="second">{changed === null ? "—" : age(changed, now)}</span>
      </span>
      <span class="line-two">
        <Latest record={record} />{" "}
        {title !== null && (
          <span class="second">
            · <bdi>{cut(title)}</bdi>
          </span>
        )}
      </span>
    </span>
  );
}
