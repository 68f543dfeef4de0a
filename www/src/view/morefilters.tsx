// The menu of the other parameters and the options of the walk. On a phone it has all parameters.

import { useState } from "preact/hooks";
import { PRESETS } from "../model/dates.ts";
import { type Entered, IN_SIGHT, MORE, PAGE_SIZE, problem, tidied, withEntry } from "../model/request.ts";
import { enterAll, walkNow } from "../state/actions.ts";
import { menu, view } from "../state/store.ts";
import { Entry } from "./entrymenu.tsx";
import { Icon } from "./icons.tsx";
import { MenuButton, Popover } from "./popover.tsx";
import { connectorName } from "./topbar.tsx";

export function MoreFilters({ all = false }: { all?: boolean }) {
  const { entered } = view.value;
  const set = [...(all ? IN_SIGHT : []), ...MORE].filter(({ name }) => entered[name]).length;
  return (
    <>
      <MenuButton id="more" className={all ? "pill" : "button quiet"}>
        <Icon name="filters" /> {all ? "Filters" : "More filters"} {set > 0 && !all && <span class="badge">{set}</span>}
      </MenuButton>
      <Popover id="more" label={all ? "Filters" : "More filters"} className="filters">
        <Filters all={all} />
      </Popover>
    </>
  );
}

function Filters({ all }: { all: boolean }) {
  const [entered, change] = useState(view.value.entered);
  const set = (name: string) => (value: string) => change(withEntry(entered, name, value));
  const names = [...(all ? IN_SIGHT : []), ...MORE].map(({ name }) => name);
  const problems = Object.fromEntries(names.map((name) => [name, problem(name, (entered[name] ?? "").trim())]));
  const isWrong = Object.values(problems).some((wrong) => wrong !== null);
  const connector = connectorName(view.value.integration);
  const entry = (name: string, label: string, hint?: string, placeholder?: string) => (
    <Entry
      name={name}
      label={label}
      value={entered[name] ?? ""}
      onValue={set(name)}
      wrong={problems[name] ?? null}
      {...(hint !== undefined && { hint })}
      {...(placeholder !== undefined && { placeholder })}
    />
  );
  const apply = () => {
    if (isWrong) return false;
    menu.value = null;
    enterAll(tidied(entered));
    return true;
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div class="body scrolls">
        <h2>{all ? "Filters" : "More filters"}</h2>
        {all && (
          <>
            <ChangedAfter value={entered["updated_after"] ?? ""} onValue={set("updated_after")} />
            <Switch name="include_deleted" label="Deleted ones too" entered={entered} onValue={set("include_deleted")} />
            {entry("email", "E-mail")}
            <div class="pair">
              {entry("first_name", "First name")}
              {entry("last_name", "Last name")}
            </div>
            {entry("job_ids", "Jobs", "Ids of jobs, any of them")}
          </>
        )}
        {entry("ids", "Ids", "Any of them. Paste a list, one a line or with commas.")}
        <div class="pair">
          {entry("remote_ids", "Remote ids", `The ids in ${connector}`)}
          {entry("page_size", "Per page", `1 to ${PAGE_SIZE}, else ${PAGE_SIZE}`, PAGE_SIZE)}
        </div>
        {entry("cursor", "Start at cursor", "Belongs to the filters it was given with", "from the beginning")}
        <Switch
          name="ignore_unsupported_filters"
          label={`Leave out filters that ${connector} lacks`}
          hint="Otherwise such a filter finds nobody"
          entered={entered}
          onValue={set("ignore_unsupported_filters")}
        />
        <hr />
        <div class="pair">
          {entry("on_invalid", "A record with an issue is")}
          {entry("max_pages", "Pages at most", undefined, "all")}
        </div>
      </div>
      <div class="foot">
        <button type="button" class="button quiet" onClick={() => change(names.reduce((left, name) => withEntry(left, name, ""), entered))}>
          Clear all
        </button>
        <span class="space" />
        {all && (
          <button type="button" class="button" disabled={isWrong} onClick={() => apply() && walkNow()}>
            Apply and walk
          </button>
        )}
        <button type="submit" class="button primary" disabled={isWrong}>
          Apply
        </button>
      </div>
    </form>
  );
}

function Switch({ name, label, hint, entered, onValue }: { name: string; label: string; hint?: string; entered: Entered; onValue: (value: string) => void }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} checked={entered[name] === "true"} onChange={(event) => onValue(event.currentTarget.checked ? "true" : "")} />
      <span>
        {label}
        {hint !== undefined && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}

function ChangedAfter({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const isOwn = value !== "" && !PRESETS.some(({ id }) => id === value);
  return (
    <div class="field">
      <label for="entry-updated_after">Changed after</label>
      <select id="entry-updated_after" value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {PRESETS.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
        {isOwn && <option value={value}>{value}</option>}
      </select>
    </div>
  );
}
