// Copy as code: the view as a call in TypeScript, or as a command. The code never contains a key.

import { useState } from "preact/hooks";
import { command, notes, targetOf, typescript, type Viewed } from "../model/code.ts";
import { lastOf } from "../model/lastwalk.ts";
import { copy } from "../state/actions.ts";
import { fault, isChanged, lastWalks, session, size, view, walk } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { MenuButton, Popover } from "./popover.tsx";
import { Segments } from "./segments.tsx";

export function CodeMenu() {
  const compact = size.value !== "wide";
  return (
    <>
      <MenuButton id="code" className={compact ? "button tall square" : "button tall"} {...(compact && { label: "Copy as code" })}>
        <Icon name="code" /> {!compact && "Copy as code"}
      </MenuButton>
      <Popover id="code" label="Copy as code" className="code">
        <Code />
      </Popover>
    </>
  );
}

const FORMATS = [
  { id: "typescript", label: "TypeScript" },
  { id: "command", label: "Command" },
] as const;

export function Code() {
  const [format, choose] = useState<"typescript" | "command">("typescript");
  const { integration, entered, filters, query, sort } = view.value;
  // Presets are relative to the start of the shown walk, so that the code requests the shown records.
  const isShown = walk.value.status !== "idle" && !isChanged.value;
  const times = isShown ? { now: walk.value.began, last: walk.value.last } : { now: Date.now(), last: lastOf(lastWalks.value, entered) };
  const target = session.value.at === "in" ? targetOf(session.value, location.href, fault.value) : {};
  const viewed: Viewed = { integration, entered, filters, query, sort, target, ...times };
  const text = format === "typescript" ? typescript(viewed) : command(viewed);
  return (
    <>
      <div class="body">
        <Segments label="As" options={FORMATS} value={format} onValue={choose} />
      </div>
      <pre class="listing" tabIndex={0} aria-label="Code">
        {format === "typescript" ? coloured(text) : text}
      </pre>
      <div class="foot">
        <span class="second">{["Request, then the view’s own filter.", ...notes(viewed, format)].join(" ")}</span>
        <span class="space" />
        <button type="button" class="button primary" onClick={() => copy(text, "Code")}>
          <Icon name="copy" /> Copy
        </button>
      </div>
    </>
  );
}

const TOKENS = /("(?:[^"\\]|\\.)*")|\b(import|from|const|new|for|await|of|if|typeof|return|true|false|null|undefined)\b/g;

/** Highlights keywords and strings. */
function coloured(text: string) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(TOKENS)) {
    parts.push(text.slice(at, found.index), <span class={found[1] === undefined ? "keyword" : "text"}>{found[0]}</span>);
    at = found.index + found[0].length;
  }
  return [...parts, text.slice(at)];
}
