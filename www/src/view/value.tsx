// A field's value in a readable form, with its issues below.

import type { ComponentChildren } from "preact";
import { age, dateTime } from "../model/dates.ts";
import { type Issue, isDate, wordFor } from "../model/issues.ts";
import { count } from "../model/numbers.ts";
import { isObject, type Value } from "../model/path.ts";
import { line } from "../model/record.ts";
import { copy, filter } from "../state/actions.ts";
import { arrived, tick } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { cut } from "./row.tsx";

/** A link. Only http and https addresses are linked, because a record may contain any text. */
export function Link({ href, children }: { href: string | null; children: ComponentChildren }) {
  if (href === null || !/^https?:\/\//i.test(href)) return null;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

const LONGEST = 600;

export function Shown({ value, name }: { value: Value; name: string }) {
  if (value === null) return <span class="empty-value">null</span>;
  if (value === undefined) return <span class="empty-value">absent</span>;
  if (value === "") return <span class="empty-value">empty text</span>;
  if (Array.isArray(value) && value.length === 0) return <span class="empty-value">empty list</span>;
  if (typeof value === "boolean") return <Typed kind="boolean">{String(value)}</Typed>;
  if (typeof value === "number") return <Typed kind="number">{Number.isInteger(value) ? value.toLocaleString("en") : String(value)}</Typed>;
  if (typeof value !== "string") {
    if (isObject(value) && Object.keys(value).length === 0) return <span class="empty-value">empty object</span>;
    return <code class="json-value">{cut(JSON.stringify(value), LONGEST)}</code>;
  }
  if (name.endsWith("_at") && isDate(value)) {
    const ago = age(value, tick.value.wall);
    return (
      <>
        {dateTime(value)} UTC {/^\d+ /.test(ago) && !ago.includes("20") && <span class="second">{ago} ago</span>}
      </>
    );
  }
  if (/^https?:\/\//i.test(value)) return <Link href={value}>{cut(value, 120)}</Link>;
  if (/^[^\s@"<>]+@[^\s@"<>]+\.[a-z]+$/i.test(value)) return <a href={`mailto:${encodeURIComponent(value).replace("%40", "@")}`}>{cut(value)}</a>;
  return <>{cut(value, LONGEST)}</>;
}

const Typed = ({ kind, children }: { kind: string; children: ComponentChildren }) => (
  <>
    {children} <span class="second">{kind}</span>
  </>
);

interface FieldProps {
  readonly name: string;
  readonly value: Value;
  readonly issues?: readonly Issue[];
  readonly children?: ComponentChildren;
}

/** A field: its name, its value, a button that copies it, and its issues. */
export function FieldRow({ name, value, issues = [], children }: FieldProps) {
  const text = typeof value === "string" ? value : (line(value) ?? "");
  return (
    <div class="field-row">
      <dt>
        <code dir="auto">{name === "" ? '""' : cut(name, 80)}</code>
      </dt>
      <dd dir="auto">
        <span class={issues.length > 0 ? "issue-value" : ""}>{children ?? <Shown value={value} name={name} />}</span>
        {text !== "" && (
          <button type="button" class="copy" aria-label={`Copy ${cut(name, 40)}`} title="Copy" onClick={() => copy(text, cut(name, 40))}>
            <Icon name="copy" size={14} />
          </button>
        )}
      </dd>
      {issues.map((issue) => (
        <dd class="issue-cell" key={`${issue.key} ${issue.place.join()}`}>
          <IssueText issue={issue} />
        </dd>
      ))}
    </div>
  );
}

const FOUND: { readonly [word: string]: string } = {
  nothing: "nothing",
  null: "null",
  boolean: "true or false",
  number: "a number",
  string: "text",
  array: "a list",
  object: "an object",
};

/** An issue in a sentence, with a button that shows all records with the same issue. */
export function IssueText({ issue }: { issue: Issue }) {
  const others = (arrived().groups.groups.get(issue.key)?.records ?? 1) - 1;
  return (
    <div class="issue-text">
      <Icon name="warning" size={14} />
      <span>
        Expected <strong>{wordFor(issue.expected)}</strong>, found <strong>{FOUND[issue.found] ?? issue.found}</strong>, {issue.became}.{" "}
        {others > 0 && (
          <button type="button" class="link" onClick={() => filter({ sort: "issue", key: issue.key })}>
            {count(others)} more like it
          </button>
        )}
      </span>
    </div>
  );
}
