// The menu of keys and help.

import { saveSetting } from "../state/remembered.ts";
import { singleKeys } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { MenuButton, Popover } from "./popover.tsx";

const KEYS: readonly [keys: string[], what: string][] = [
  [["j", "k"], "next, previous record"],
  [["Enter"], "open; the panel stays while you move"],
  [["Esc"], "close the menu, then the record"],
  [["/"], "search"],
  [["f"], "filters"],
  [["w"], "walk, cancel, resume"],
  [["c"], "copy as code"],
  [["1", "2", "3", "4"], "tabs of the panel"],
  [["?"], "this list"],
];

export function HelpMenu() {
  return (
    <>
      <MenuButton id="help" className="button quiet square" label="Keys and help">
        <Icon name="help" />
      </MenuButton>
      <Popover id="help" label="Keys and help" className="narrow help">
        <Help />
      </Popover>
    </>
  );
}

export function Help() {
  return (
    <>
      <h2>Keys</h2>
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          data-focus
          checked={singleKeys.value}
          onChange={(event) => saveSetting("keys", (singleKeys.value = event.currentTarget.checked))}
        />
        Use single keys
      </label>
      <p class="foot">
        The pills above ask Kombo and need a walk. A click in a chart narrows what has arrived, at once. Shift-click a field for the records that have it.
      </p>
    </>
  );
}

const SHOWN: readonly [keys: string[], what: string][] = [
  [["j", "k"], "next, previous"],
  [["Enter"], "open"],
  [["Esc"], "close"],
  [["/"], "search"],
  [["f"], "filters"],
  [["?"], "all keys"],
];

export function KeyBar() {
  return (
    <footer class="keybar">
      {SHOWN.map(([keys, what]) => (
        <span key={what}>
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}{" "}
          {what}
        </span>
      ))}
      <span class="space" />
      <span>
        <Icon name="lock" size={14} /> Records stay in this tab. The key stays in the proxy.
      </span>
    </footer>
  );
}
