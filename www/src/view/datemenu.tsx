// The menu of `updated_after`: presets, which stay relative in the address, a calendar, and the exact time to send.

import { useState } from "preact/hooks";
import { clock, day, exact, monthDays, monthName, PRESETS, resolve } from "../model/dates.ts";
import { lastOf } from "../model/lastwalk.ts";
import { enter } from "../state/actions.ts";
import { lastWalks, menu, view } from "../state/store.ts";
import { Icon } from "./icons.tsx";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function DateMenu() {
  const [now] = useState(Date.now);
  const [value, choose] = useState(view.value.entered["updated_after"] ?? "");
  const last = lastOf(lastWalks.value, view.value.entered);
  const sent = resolve(value, now, last) ?? "";
  const [typed, type] = useState<string | null>(null);
  const shown = typed ?? sent;
  const isWrong = shown !== "" && exact(shown) === null;
  const apply = () => {
    if (isWrong) return;
    menu.value = null;
    enter("updated_after", typed === null ? value : (exact(typed) ?? ""));
  };
  const pick = (value: string) => {
    choose(value);
    type(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div class="date-columns">
        <ul class="choices presets">
          {PRESETS.map(({ id, label }) => (
            <li key={id}>
              <button
                type="button"
                class="item"
                aria-current={typed === null && id === value}
                data-focus={id === value ? "" : undefined}
                disabled={id === "last" && last === null}
                title={
                  id === "last"
                    ? last === null
                      ? "No whole walk of this integration yet"
                      : `Began ${day(new Date(last).toISOString())}, ${clock(last)}`
                    : undefined
                }
                onClick={() => pick(id)}
              >
                {label}
              </button>
            </li>
          ))}
          <li>
            <button
              type="button"
              class="item"
              aria-current={typed !== null || (value !== "" && !PRESETS.some(({ id }) => id === value))}
              onClick={(event) => event.currentTarget.closest("form")?.querySelector("input")?.select()}
            >
              Exact time
            </button>
          </li>
        </ul>
        <Calendar now={now} from={exact(shown)} onPick={(time) => pick(new Date(time).toISOString())} />
      </div>
      <div class="foot">
        <input
          type="text"
          class="iso"
          aria-label="Exact time in UTC, as it is sent"
          aria-invalid={isWrong}
          placeholder="2026-11-18T14:02:11.000Z"
          spellcheck={false}
          value={shown}
          onInput={(event) => type(event.currentTarget.value)}
        />
        <span class="second">UTC</span>
        <button type="submit" class="button primary" disabled={isWrong}>
          Apply
        </button>
      </div>
    </form>
  );
}

function Calendar({ now, from, onPick }: { now: number; from: string | null; onPick: (time: number) => void }) {
  const start = new Date(from ?? now);
  const [at, turn] = useState({ year: start.getUTCFullYear(), month: start.getUTCMonth() });
  const step = (by: number) => {
    const date = new Date(Date.UTC(at.year, at.month + by, 1));
    turn({ year: date.getUTCFullYear(), month: date.getUTCMonth() });
  };
  const dayOf = (time: number) => Math.floor(time / 86_400_000);
  const [first, today] = [from === null ? null : dayOf(Date.parse(from)), dayOf(now)];
  return (
    <div class="calendar">
      <div class="calendar-head">
        <button type="button" class="button quiet square" aria-label="Previous month" onClick={() => step(-1)}>
          <Icon name="back" />
        </button>
        <strong aria-live="polite">{monthName(at.year, at.month)}</strong>
        <button type="button" class="button quiet square" aria-label="Next month" onClick={() => step(1)}>
          <Icon name="chevronRight" />
        </button>
      </div>
      <div class="days">
        {WEEKDAYS.map((name) => (
          <abbr key={name} title={name}>
            {name.slice(0, 1)}
          </abbr>
        ))}
        {monthDays(at.year, at.month).map(({ time, day: number, inside }) => {
          const one = dayOf(time);
          const state = one === first ? "from" : first !== null && one > first && one <= today ? "in" : "";
          return (
            <button
              type="button"
              key={time}
              class={`${state}${inside ? "" : " outside"}${one === today ? " today" : ""}`}
              aria-label={day(new Date(time).toISOString())}
              aria-pressed={one === first}
              onClick={() => onPick(time)}
            >
              {number}
            </button>
          );
        })}
      </div>
    </div>
  );
}
