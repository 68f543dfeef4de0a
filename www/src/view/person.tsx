// Finds one person by name or e-mail: enters the parameters and starts a walk.

import { useState } from "preact/hooks";
import { type Entered, problem, tidied, withEntry } from "../model/request.ts";
import { enterAll, walkNow } from "../state/actions.ts";
import { view } from "../state/store.ts";
import { Entry } from "./entrymenu.tsx";
import { connectorName } from "./topbar.tsx";

const NAMES: readonly (readonly [name: string, label: string])[] = [
  ["email", "E-mail"],
  ["first_name", "First name"],
  ["last_name", "Last name"],
  ["ids", "Ids"],
  ["remote_ids", "Remote ids"],
];

export function Person() {
  const [entered, change] = useState<Entered>({});
  const wrong = (name: string) => problem(name, (entered[name] ?? "").trim());
  const isReady = NAMES.some(([name]) => entered[name]) && NAMES.every(([name]) => wrong(name) === null);
  const hints: { readonly [name: string]: string } = { ids: "Kombo’s own, any of them", remote_ids: `The ids in ${connectorName(view.value.integration)}` };
  const entry = ([name, label]: readonly [string, string]) => {
    const hint = hints[name];
    return (
      <Entry
        key={name}
        name={name}
        label={label}
        value={entered[name] ?? ""}
        onValue={(value) => change(withEntry(entered, name, value))}
        wrong={wrong(name)}
        {...(hint !== undefined && { hint })}
      />
    );
  };
  const [email, first, last, ...ids] = NAMES.map(entry);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        enterAll(tidied(entered));
        walkNow();
      }}
    >
      <div class="body scrolls">
        <h2>One person</h2>
        {email}
        <div class="pair">
          {first}
          {last}
        </div>
        {ids}
      </div>
      <div class="foot">
        <span>All that is given has to fit, exactly.</span>
        <span class="space" />
        <button type="submit" class="button primary" disabled={!isReady}>
          Walk
        </button>
      </div>
    </form>
  );
}
