// What is wrong in one record.

import type { Flaw } from "../model/issues.ts";
import { type Field, printField, type Value, valueAt } from "../model/path.ts";
import { FieldRow } from "./value.tsx";

export function IssuesTab({ record, flaws }: { record: Value; flaws: readonly Flaw[] }) {
  if (flaws.length === 0) return <p class="hint">None: this record is as the contract says.</p>;
  return (
    <dl class="fields wide">
      {flaws.map((flaw) => (
        <FieldRow key={`${flaw.key} ${flaw.place.join()}`} name={placeText(flaw.place)} value={valueAt(record, flaw.place)} flaws={[flaw]} />
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
