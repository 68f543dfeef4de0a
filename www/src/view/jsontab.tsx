// A record's JSON, folded, with what is wrong marked where it is.

import { useState } from "preact/hooks";
import { describe, type Flaw } from "../model/issues.ts";
import { type Line, lines, type Place, placeId } from "../model/json.ts";
import type { Value } from "../model/path.ts";
import { copy } from "../state/actions.ts";
import { Icon } from "./icons.tsx";

export function JsonTab({ record, flaws }: { record: Value; flaws: readonly Flaw[] }) {
  // The record itself is open, and the way to what is wrong.
  const [opened, open] = useState(() => new Set(["[]", ...flaws.flatMap(({ place }) => place.map((_, depth) => placeId(place.slice(0, depth))))]));
  const [all, openAll] = useState(false);
  const unfolded = (place: Place) => all !== opened.has(placeId(place));
  const toggle = (place: Place) => {
    const next = new Set(opened);
    if (!next.delete(placeId(place))) next.add(placeId(place));
    open(next);
  };
  const shown = lines(record, unfolded);
  return (
    <div class="json">
      <ol class="listing">
        {shown.map((one, n) => (
          <JsonLine
            key={one.id}
            line={one}
            number={n + 1}
            flaw={one.kind === "close" ? undefined : flaws.find(({ place }) => placeId(place) === one.id)}
            onToggle={toggle}
          />
        ))}
      </ol>
      <div class="foot">
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            openAll(!all);
            open(new Set());
          }}
        >
          {all ? "Fold all" : "Unfold all"}
        </button>
        <span class="space" />
        <button type="button" class="button" onClick={() => copy(JSON.stringify(record, null, 2), "JSON")}>
          <Icon name="copy" /> Copy JSON
        </button>
      </div>
    </div>
  );
}

function JsonLine({ line, number, flaw, onToggle }: { line: Line; number: number; flaw: Flaw | undefined; onToggle: (place: Place) => void }) {
  const text = line.comma ? "," : "";
  return (
    <li class={`json-line in-${Math.min(line.depth, 8)}`}>
      <span class="number" aria-hidden="true">
        {number}
      </span>
      <span class="json-text">
        {line.name !== null && <span>{line.name}: </span>}
        {line.kind === "open" || line.kind === "folded" ? (
          <button type="button" class={`fold ${line.kind}`} aria-expanded={line.kind === "open"} onClick={() => onToggle(line.place)}>
            <span class={flaw ? "flawed-value" : ""}>{line.text}</span>
          </button>
        ) : (
          <span class={`${line.kind}${flaw ? " flawed-value" : ""}`}>{line.text}</span>
        )}
        {text}
        {flaw && <span class="second"> {describe(flaw.expected, flaw.found)}</span>}
      </span>
    </li>
  );
}
