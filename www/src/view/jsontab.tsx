// A record's JSON with folding. Values with an issue are marked.

import { useState } from "preact/hooks";
import { describe, type Issue } from "../model/issues.ts";
import { type Line, lines, type Place, placeId } from "../model/json.ts";
import type { Value } from "../model/path.ts";
import { copy } from "../state/actions.ts";
import { Icon } from "./icons.tsx";

export function JsonTab({ record, issues }: { record: Value; issues: readonly Issue[] }) {
  // At first, the record and the path to each issue are unfolded.
  const [opened, open] = useState(() => new Set(["[]", ...issues.flatMap(({ place }) => place.map((_, depth) => placeId(place.slice(0, depth))))]));
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
            issue={one.kind === "close" ? undefined : issues.find(({ place }) => placeId(place) === one.id)}
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

function JsonLine({ line, number, issue, onToggle }: { line: Line; number: number; issue: Issue | undefined; onToggle: (place: Place) => void }) {
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
            <span class={issue ? "issue-value" : ""}>{line.text}</span>
          </button>
        ) : (
          <span class={`${line.kind}${issue ? " issue-value" : ""}`}>{line.text}</span>
        )}
        {text}
        {issue && <span class="second"> {describe(issue.expected, issue.found)}</span>}
      </span>
    </li>
  );
}
