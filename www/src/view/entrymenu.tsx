// An input for one parameter: a text, a number, a choice, or a list as chips.

import { useState } from "preact/hooks";
import { PARAMETERS } from "../generated/contract.ts";
import { kindOf, ON_INVALID, problem, shortened, split } from "../model/request.ts";
import { enter } from "../state/actions.ts";
import { menu, view } from "../state/store.ts";
import { Icon } from "./icons.tsx";

export function EntryMenu({ name, label, note }: { name: string; label: string; note?: string | undefined }) {
  const [typed, type] = useState(view.value.entered[name] ?? "");
  const wrong = problem(name, typed.trim());
  return (
    <form
      class="entry"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong !== null) return;
        menu.value = null;
        enter(name, kindOf(name) === "list" ? split(typed).join(",") : typed.trim());
      }}
    >
      <div class="body">
        <Entry name={name} label={label} value={typed} onValue={type} wrong={wrong} />
        {note !== undefined && <p class="hint">{note}</p>}
      </div>
      <div class="foot">
        <span class="space" />
        <button type="submit" class="button primary" disabled={wrong !== null}>
          Apply
        </button>
      </div>
    </form>
  );
}

interface EntryProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly wrong?: string | null;
  readonly hint?: string;
  readonly placeholder?: string;
}

/** A labelled input with an error or a hint below. */
export function Entry({ name, label, value, onValue, wrong = null, hint, placeholder }: EntryProps) {
  const kind = kindOf(name);
  const id = `entry-${name}`;
  const below = wrong ?? hint;
  const shared = { id, "aria-describedby": below ? `${id}-hint` : undefined, "aria-invalid": wrong !== null };
  const example = placeholder ?? PARAMETERS.find((parameter) => parameter.name === name)?.hint ?? "";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {kind === "list" ? (
        <ListInput shared={shared} value={value} onValue={onValue} placeholder={example} />
      ) : name === "on_invalid" ? (
        <select {...shared} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          {ON_INVALID.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          name={name}
          type="text"
          autocomplete="off"
          spellcheck={false}
          inputMode={kind === "integer" ? "numeric" : kind === "email" ? "email" : "text"}
          placeholder={example}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
      {below && (
        <p id={`${id}-hint`} class={wrong === null ? "hint" : "hint wrong"}>
          {below}
        </p>
      )}
    </div>
  );
}

/** Chips for the elements, and an input for more. Pasted lists, with lines or commas, become chips. */
function ListInput({ shared, value, onValue, placeholder }: { shared: object; value: string; onValue: (value: string) => void; placeholder: string }) {
  // The last element stays in the input until a separator follows it.
  const open = /[\s,;]$/.test(value) || value === "" ? "" : (split(value).at(-1) ?? "");
  const done = open === "" ? split(value) : split(value).slice(0, -1);
  return (
    <div class="chips">
      {done.map((element) => (
        <span class="chip" key={element}>
          <code>{shortened(element, 14)}</code>
          <button
            type="button"
            aria-label={`Take away ${element}`}
            onClick={() =>
              onValue(
                done
                  .filter((other) => other !== element)
                  .map((other) => `${other},`)
                  .join("") + open,
              )
            }
          >
            <Icon name="close" size={12} />
          </button>
        </span>
      ))}
      <textarea
        {...shared}
        rows={1}
        spellcheck={false}
        placeholder={done.length === 0 ? placeholder : ""}
        value={open}
        onInput={(event) => onValue(done.map((element) => `${element},`).join("") + event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Backspace" && open === "" && done.length > 0)
            onValue(
              done
                .slice(0, -1)
                .map((element) => `${element},`)
                .join(""),
            );
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (open === "") event.currentTarget.form?.requestSubmit();
          else onValue(`${value},`);
        }}
      />
    </div>
  );
}
