// The request bar: the parameters of the request, and the button that starts the walk.

import { IN_SIGHT, kindOf, MORE, PERSONAL, pillValue } from "../model/request.ts";
import { enter, walkOrCancel } from "../state/actions.ts";
import { isChanged, isRunning, menu, size, view, walk } from "../state/store.ts";
import { CodeMenu } from "./codemenu.tsx";
import { DateMenu } from "./datemenu.tsx";
import { EntryMenu } from "./entrymenu.tsx";
import { Icon } from "./icons.tsx";
import { LinkMenu } from "./linkmenu.tsx";
import { MoreFilters } from "./morefilters.tsx";
import { MenuButton, Popover } from "./popover.tsx";

export function RequestBar() {
  const { entered } = view.value;
  const phone = size.value === "phone";
  // When there is little room, parameters that are not set are only in the menu.
  const isFew = phone || size.value === "small";
  const shown = isFew ? [...IN_SIGHT, ...MORE].filter(({ name }) => entered[name]) : [...IN_SIGHT, ...MORE.filter(({ name }) => entered[name])];
  return (
    <section class="requestbar" aria-label="What Kombo is asked">
      <div class="pills">
        {isFew && <MoreFilters all />}
        {shown.map(({ name, label }) => (
          <Pill key={name} name={name} label={label} value={entered[name] ?? ""} />
        ))}
      </div>
      {!isFew && <span class="rule" />}
      {!isFew && <MoreFilters />}
      <span class="space" />
      {!phone && (
        <div class="actions">
          <LinkMenu />
          <CodeMenu />
          <WalkButton />
        </div>
      )}
    </section>
  );
}

export function WalkButton() {
  const { status } = walk.value;
  if (isRunning.value) {
    return (
      <button type="button" class="button tall walk" onClick={walkOrCancel}>
        <Icon name="stop" /> Cancel
      </button>
    );
  }
  // After an error, Resume is the primary button instead.
  const isFirst = status === "idle" || status === "done" || isChanged.value;
  return (
    <button type="button" class={`button tall walk${isFirst ? " primary" : ""}`} onClick={walkOrCancel}>
      <Icon name="play" /> {status === "idle" ? "Walk" : "Walk again"}
    </button>
  );
}

function Pill({ name, label, value }: { name: string; label: string; value: string }) {
  const isSwitch = kindOf(name) === "boolean";
  if (value === "") {
    if (isSwitch) {
      return (
        <button type="button" class="pill" onClick={() => enter(name, "true")}>
          <Icon name="plus" /> {label}
        </button>
      );
    }
    return (
      <>
        <MenuButton id={name} className="pill">
          <Icon name="plus" /> {label}
        </MenuButton>
        <PillMenu name={name} label={label} />
      </>
    );
  }
  const shown = pillValue(name, value);
  const text = (
    <>
      {label} {shown !== null && <strong dir="auto">{shown}</strong>}
    </>
  );
  return (
    <span class="pill set">
      {isSwitch ? (
        <span class="pill-text">{text}</span>
      ) : (
        <MenuButton id={name} className="pill-text">
          {text}
        </MenuButton>
      )}
      <button
        type="button"
        class="pill-clear"
        aria-label={`Take away: ${label}`}
        onClick={(event) => {
          // The removed pill's place gets another button, which receives the focus.
          const bar = event.currentTarget.closest(".pills");
          const at = bar ? [...bar.children].indexOf(event.currentTarget.parentElement as Element) : -1;
          if (menu.value === name) menu.value = null;
          enter(name, "");
          requestAnimationFrame(() => (bar?.children[at] as HTMLElement | undefined)?.focus());
        }}
      >
        <Icon name="close" />
      </button>
      {!isSwitch && <PillMenu name={name} label={label} />}
    </span>
  );
}

function PillMenu({ name, label }: { name: string; label: string }) {
  if (name === "updated_after") {
    return (
      <Popover id={name} label={label} className="dates">
        <DateMenu />
      </Popover>
    );
  }
  return (
    <Popover id={name} label={label} className="narrow">
      <EntryMenu name={name} label={label} note={PERSONAL.includes(name) ? "Exactly so, in any case. Left out of shared links." : undefined} />
    </Popover>
  );
}
