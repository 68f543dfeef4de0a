// The menu of downloads: which records, how many, in which format, and whether the walk is incomplete.

import { useState } from "preact/hooks";
import type { Format } from "../model/exports.ts";
import { inWords } from "../model/filters.ts";
import { isRounded } from "../model/issues.ts";
import { count } from "../model/numbers.ts";
import { download } from "../state/download.ts";
import { arrived, isPartial, menu, rows, view } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { MenuButton, Popover } from "./popover.tsx";
import { Segments } from "./segments.tsx";

const FORMATS = [
  { id: "ndjson", label: "NDJSON" },
  { id: "csv", label: "CSV" },
] as const;

export function DownloadMenu({ compact = false }: { compact?: boolean }) {
  return (
    <>
      <MenuButton id="download" className={compact ? "button quiet square tall" : "button tall"} {...(compact && { label: "Download" })}>
        <Icon name="download" /> {!compact && "Download"} {!compact && <Icon name="chevronDown" />}
      </MenuButton>
      <Popover id="download" label="Download" className="narrow">
        <Download />
      </Popover>
    </>
  );
}

function shownScope(): string | null {
  const { filters, query } = view.value;
  const parts = filters.map((filter) => {
    const [how, what] = inWords(filter);
    return filter.sort === "lacks" ? `lack ${what}` : filter.sort === "has" ? `have ${what}` : `${how.toLowerCase()} ${what}`;
  });
  if (query.trim() !== "") parts.push("match the search");
  return parts.length === 0 ? null : parts.join(", ");
}

function Download() {
  const scope = shownScope();
  const [shown, choose] = useState(scope !== null);
  const [format, form] = useState<Format>("ndjson");
  const all = arrived().length;
  const chosen = shown ? rows.value.length : all;
  const rounded = [...arrived().groups.groups.values()].some(({ key }) => isRounded(key.split("~")[1] ?? ""));
  return (
    <>
      <div class="body">
        <Segments label="Format" options={FORMATS} value={format} onValue={form} />
        <div class="scopes" role="radiogroup" aria-label="Which records">
          {scope !== null && (
            <label class="scope">
              <input type="radio" name="scope" checked={shown} onChange={() => choose(true)} />
              <span>Shown: {scope}</span>
              <span>{count(rows.value.length)}</span>
            </label>
          )}
          <label class="scope">
            <input type="radio" name="scope" checked={!shown} onChange={() => choose(false)} />
            <span>All that arrived</span>
            <span>{count(all)}</span>
          </label>
        </div>
        {isPartial.value && <p class="hint warn">Not all there: the file’s name says “partial”.</p>}
        {rounded && <p class="hint warn">Some numbers are beyond JavaScript’s, their digits changed. The command keeps every digit: see Copy as code.</p>}
      </div>
      <div class="foot">
        <span class="second">{format === "ndjson" ? "A record a line, every field" : "The command’s columns, for Excel too"}</span>
        <span class="space" />
        <button
          type="button"
          class="button primary"
          disabled={chosen === 0}
          onClick={() => {
            menu.value = null;
            void download(shown, format);
          }}
        >
          <Icon name="download" /> Download
        </button>
      </div>
    </>
  );
}
