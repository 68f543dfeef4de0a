// The groups of issues: the field, the issue, how often it occurs, and the resulting value.

import type { Filter } from "../model/filters.ts";
import { count, some } from "../model/numbers.ts";
import { filter } from "../state/actions.ts";
import { shown } from "../state/shown.ts";
import { arrived, size, tab, view } from "../state/store.ts";

const choose = (what: Filter): void => {
  filter(what);
  if (size.value === "small") tab.value = "records";
};

export function IssuesPanel() {
  const { groups, length } = arrived();
  const sorted = groups.sorted();
  const ofShown = shown()?.groups;
  const all = view.value.filters.some((one) => one.sort === "only" && one.what === "issues");
  return (
    <section class="issues" aria-labelledby="issues">
      <header>
        <h2 id="issues">Issues</h2>
        <span class="space" />
        {groups.count > 0 && (
          <button type="button" class="link-quiet" aria-pressed={all} onClick={() => choose({ sort: "only", what: "issues" })}>
            {count(groups.count)} in {some(groups.records, "record")}
          </button>
        )}
      </header>
      {length === 0 && <p class="hint">What breaks the contract, grouped by field. Records with issues are kept, so nothing goes missing.</p>}
      {length > 0 && groups.count === 0 && <p class="hint">None: every record is as the contract says.</p>}
      <ul>
        {sorted.map((group) => {
          const chosen = view.value.filters.some((one) => one.sort === "issue" && one.key === group.key);
          return (
            <li key={group.key}>
              <button type="button" class={`issue${chosen ? " chosen" : ""}`} aria-pressed={chosen} onClick={() => choose({ sort: "issue", key: group.key })}>
                <code dir="auto">{group.name}</code>
                <strong>
                  {ofShown && `${count(ofShown.groups.get(group.key)?.count ?? 0)} of `}
                  {count(group.count)}
                </strong>
                <span>{group.what}</span>
                <span>{group.became}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
