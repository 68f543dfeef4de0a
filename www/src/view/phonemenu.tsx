// The menu of a phone, with the buttons that the bars have on larger screens.

import { useState } from "preact/hooks";
import { isPersonal } from "../model/address.ts";
import { copy, link, walkNow } from "../state/actions.ts";
import { isRunning, menu, session, view } from "../state/store.ts";
import { Code } from "./codemenu.tsx";
import { Help } from "./help.tsx";
import { Icon } from "./icons.tsx";
import { Personal } from "./linkmenu.tsx";
import { MenuButton, Popover } from "./popover.tsx";
import { Faults, faultLabel, ThemeButton } from "./topbar.tsx";

export function PhoneMenu() {
  return (
    <>
      <MenuButton id="phone" className="button quiet square tall" label="More">
        <Icon name="dots" />
      </MenuButton>
      <Popover id="phone" label="More" className="sheet">
        <Items />
      </Popover>
    </>
  );
}

type Page = "code" | "link" | "sandbox" | "help";

function Items() {
  const [page, turnTo] = useState<Page | null>(null);
  if (page === "code") return <Code />;
  if (page === "link") return <Personal />;
  if (page === "sandbox") return <Faults />;
  if (page === "help") return <Help />;
  const copyLink = () => {
    if (isPersonal(view.value)) return turnTo("link");
    menu.value = null;
    void copy(link(false), "Link");
  };
  return (
    <ul class="choices">
      <li>
        <button type="button" class="item" disabled={isRunning.value} onClick={walkNow}>
          <Icon name="play" /> Walk from the beginning
        </button>
      </li>
      <li>
        <button type="button" class="item" onClick={copyLink}>
          <Icon name="link" /> Copy link
        </button>
      </li>
      <li>
        <button type="button" class="item" onClick={() => turnTo("code")}>
          <Icon name="code" /> Copy as code
        </button>
      </li>
      {session.value.at === "in" && session.value.sandbox && (
        <li>
          <button type="button" class="item" onClick={() => turnTo("sandbox")}>
            <Icon name="flask" /> Sandbox <span class="second">{faultLabel()}</span>
          </button>
        </li>
      )}
      <li>
        <ThemeButton withText />
      </li>
      <li>
        <button type="button" class="item" onClick={() => turnTo("help")}>
          <Icon name="help" /> Keys and help
        </button>
      </li>
    </ul>
  );
}
