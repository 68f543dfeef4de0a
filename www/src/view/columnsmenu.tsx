// The menu of columns: which are shown, their order, and how many records fill each.

import { useState } from "preact/hooks";
import { column, DEFAULT_COLUMNS } from "../model/columns.ts";
import { percent } from "../model/numbers.ts";
import { folded } from "../model/search.ts";
import { setColumns } from "../state/actions.ts";
import { arrived, view } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { MenuButton, Popover } from "./popover.tsx";

/** The most fields that are offered as further columns. */
const MOST = 100;

export function ColumnsMenu({ compact }: { compact: boolean }) {
  const all = arrived().coverage.roots.size;
  return (
    <>
      <MenuButton id="columns" className={compact ? "button tall square" : "button tall"} {...(compact && { label: "Columns" })}>
        <Icon name="columns" /> {!compact && "Columns"}
        {!compact && (
          <span class="second">
            {view.value.columns.length} of {all}
          </span>
        )}
      </MenuButton>
      <Popover id="columns" label="Columns" className="narrow columns">
        <Columns />
      </Popover>
    </>
  );
}

const named = (id: string): string => column(id)?.fields.join(", ") ?? id;

function coverageOf(id: string): string {
  const { coverage } = arrived();
  const [first = ""] = column(id)?.fields ?? [];
  const stat = coverage.find(first);
  return coverage.total === 0 || !stat ? "" : percent(stat.filled, coverage.total);
}

function Columns() {
  const [typed, type] = useState("");
  const [dragged, drag] = useState<string | null>(null);
  const shown = view.value.columns;
  const known = [
    ...DEFAULT_COLUMNS,
    ...[...arrived().coverage.all()].filter(({ id }) => !DEFAULT_COLUMNS.some((own) => column(own)?.fields.includes(id))).map(({ id }) => id),
  ];
  const others = known.filter((id) => !shown.includes(id));
  const matching = (id: string) => folded(named(id)).includes(folded(typed));
  const move = (id: string, to: number) => {
    const left = shown.filter((other) => other !== id);
    setColumns([...left.slice(0, Math.max(0, to)), id, ...left.slice(Math.max(0, to))]);
  };
  const row = (id: string, at: number) => (
    <li
      key={id}
      draggable={at >= 0}
      class={dragged === id ? "dragged" : ""}
      onDragStart={() => drag(id)}
      onDragEnd={() => drag(null)}
      onDragOver={(event) => dragged !== null && at >= 0 && event.preventDefault()}
      onDrop={() => dragged !== null && move(dragged, at)}
    >
      <label class="check">
        <input
          type="checkbox"
          checked={at >= 0}
          disabled={at >= 0 && shown.length === 1}
          onChange={() => setColumns(at >= 0 ? shown.filter((other) => other !== id) : [...shown, id])}
          onKeyDown={(event) => {
            const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
            if (by === undefined || at < 0) return;
            event.preventDefault();
            move(id, at + by);
          }}
        />
        <code dir="auto">{named(id)}</code>
        <span class="share">{coverageOf(id)}</span>
      </label>
    </li>
  );
  return (
    <>
      <div class="find">
        <Icon name="search" />
        <input type="search" aria-label="Find a field" placeholder="Find a field" value={typed} onInput={(event) => type(event.currentTarget.value)} />
      </div>
      <ul class="scrolls">
        {shown
          .map((id, at) => [id, at] as const)
          .filter(([id]) => matching(id))
          .map(([id, at]) => row(id, at))}
        {others
          .filter(matching)
          .slice(0, MOST)
          .map((id) => row(id, -1))}
      </ul>
      <div class="foot">
        <span class="second">Drag, or Alt and an arrow, to reorder.</span>
        <span class="space" />
        <button type="button" class="button quiet" onClick={() => setColumns(DEFAULT_COLUMNS)}>
          Reset
        </button>
      </div>
    </>
  );
}
