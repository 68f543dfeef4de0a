// The issues of one record.

import type { Issue } from "../model/issues.ts";
import { type Field, printField, type Value, valueAt } from "../model/path.ts";
import { FieldRow } from "./value.tsx";

export function IssuesTab({ record, issues }: { record: Value; issues: readonly Issue[] }) {
  if (issues.length === 0) return <p class="hint">None: this record is as the contract says.</p>;
  return (
    <dl class="fields wide">
      {issues.map((issue) => (
        <FieldRow key={`${issue.key} ${issue.place.join()}`} name={placeText(issue.place)} value={valueAt(record, issue.place)} issues={[issue]} />
      ))}
    </dl>
  );
}

/** `applications[0].current_stage`, with its index. */
function placeText(place: readonly (string | number)[]): string {
  return (
    place.reduce<string>((text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? printField([step] as Field) : `${text}.${step}`), "") ||
    "record"
  );
}
