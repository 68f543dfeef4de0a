// Copy link: the view's address, without personal data unless the box is ticked.

import { useState } from "preact/hooks";
import { isPersonal } from "../model/address.ts";
import { copy, link } from "../state/actions.ts";
import { menu, size, view } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { MenuButton, Popover } from "./popover.tsx";

export function LinkMenu() {
  const compact = size.value === "middle" || size.value === "small";
  const icon = (
    <>
      <Icon name="link" /> {!compact && "Copy link"}
    </>
  );
  const className = compact ? "button quiet tall square" : "button quiet tall";
  if (!isPersonal(view.value)) {
    return (
      <button
        type="button"
        class={className}
        aria-label={compact ? "Copy link" : undefined}
        title={compact ? "Copy link" : undefined}
        onClick={() => copy(link(false), "Link")}
      >
        {icon}
      </button>
    );
  }
  return (
    <>
      <MenuButton id="link" className={className} {...(compact && { label: "Copy link" })}>
        {icon}
      </MenuButton>
      <Popover id="link" label="Copy link" className="narrow">
        <Personal />
      </Popover>
    </>
  );
}

export function Personal() {
  const [withPersonal, choose] = useState(false);
  return (
    <>
      <div class="body">
        <h2>Copy link</h2>
        <label class="check">
          <input type="checkbox" checked={withPersonal} onChange={(event) => choose(event.currentTarget.checked)} />
          <span>
            With e-mail, names and the search
            <span class="hint">They name people, so a link leaves them out</span>
          </span>
        </label>
      </div>
      <div class="foot">
        <span class="space" />
        <button
          type="button"
          class="button primary"
          onClick={() => {
            menu.value = null;
            void copy(link(withPersonal), "Link");
          }}
        >
          <Icon name="copy" /> Copy
        </button>
      </div>
    </>
  );
}
