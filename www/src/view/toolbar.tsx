// The toolbar of the table: search, active filters, the number of rows, columns, download.

import { inWords } from "../model/filters.ts";
import { count } from "../model/numbers.ts";
import { search, sortBy, unfilter } from "../state/actions.ts";
import { refresh } from "../state/rows.ts";
import { arrived, isPartial, isRunning, openRow, pending, rows, size, view, working } from "../state/store.ts";
import { ColumnsMenu } from "./columnsmenu.tsx";
import { DownloadMenu } from "./download.tsx";
import { Icon } from "./icons.tsx";

export function ToolBar() {
  const phone = size.value === "phone";
  const compact = openRow.value !== null || size.value !== "wide";
  return (
    <div class={compact ? "toolbar compact" : "toolbar"} role="search">
      <div class="find">
        <Icon name="search" />
        <input
          id="search"
          type="search"
          aria-label="Search in what has arrived"
          placeholder={compact && !phone ? "Search" : "Search in what has arrived"}
          autocomplete="off"
          spellcheck={false}
          value={view.value.query}
          onInput={(event) => search(event.currentTarget.value)}
        />
        {view.value.query !== "" ? <ClearSearch /> : !phone && <kbd aria-hidden="true">/</kbd>}
      </div>
      {(!phone || isNarrowed() || isPartial.value) && <Count />}
      <span class="space" />
      {phone ? (
        <button
          type="button"
          class="button square tall"
          aria-label="Sort by the last change"
          aria-pressed={view.value.sort?.column === "changed"}
          onClick={() => sortBy("changed")}
        >
          <Icon name={view.value.sort?.column === "changed" && !view.value.sort.down ? "up" : "down"} />
        </button>
      ) : (
        <>
          <ColumnsMenu compact={compact} />
          <DownloadMenu compact={compact} />
        </>
      )}
      {(view.value.filters.length > 0 || pending.value > 0) && <Filters />}
    </div>
  );
}

const isNarrowed = (): boolean => view.value.filters.length > 0 || view.value.query !== "";
const toSearch = (): void => document.querySelector<HTMLElement>("#search")?.focus();

function ClearSearch() {
  const clear = () => {
    search("");
    toSearch();
  };
  return (
    <button type="button" class="find-clear" aria-label="Clear the search" onClick={clear}>
      <Icon name="close" size={14} />
    </button>
  );
}

/** The active filters, and the number of records that wait to be sorted in. */
function Filters() {
  return (
    <div class="pills">
      {view.value.filters.map((filter) => {
        const [how, what] = inWords(filter);
        const away = () => {
          unfilter(filter);
          toSearch();
        };
        return (
          <span class="pill set" key={JSON.stringify(filter)}>
            <span class="pill-text" title={what}>
              {how} <strong dir="auto">{what}</strong>
            </span>
            <button type="button" class="pill-clear" aria-label={`Take away: ${how} ${what}`} onClick={away}>
              <Icon name="close" />
            </button>
          </span>
        );
      })}
      {pending.value > 0 && (
        <button type="button" class="pill set sort-in" onClick={() => void refresh()}>
          <Icon name="up" /> Sort in {count(pending.value)} new
        </button>
      )}
    </div>
  );
}

function Count() {
  const all = arrived().length;
  const shown = rows.value.length + pending.value;
  return (
    <span class="count-shown" aria-live="off">
      {working.value ? (
        "Looking …"
      ) : isNarrowed() ? (
        <>
          <strong>{count(shown)}</strong> of {count(all)}
        </>
      ) : (
        <>
          <strong>{count(all)}</strong> {all === 1 ? "record" : "records"}
        </>
      )}
      {isPartial.value && !isRunning.value && !working.value && ", partial"}
    </span>
  );
}
