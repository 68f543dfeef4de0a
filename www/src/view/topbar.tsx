// The top bar: the integration, the sandbox's fault, the theme, help.

import { CONNECTORS } from "kombo-edge";
import { useState } from "preact/hooks";
import { shortened } from "../model/request.ts";
import { folded } from "../model/search.ts";
import { chooseIntegration } from "../state/actions.ts";
import { setTheme } from "../state/appearance.ts";
import { fault, menu, session, size, theme, view } from "../state/store.ts";
import { DownloadMenu } from "./download.tsx";
import { HelpMenu } from "./help.tsx";
import { Icon, Logo } from "./icons.tsx";
import { PhoneMenu } from "./phonemenu.tsx";
import { MenuButton, Popover } from "./popover.tsx";

export function connectorName(integration: string): string {
  const [slug = ""] = integration.split(":");
  const names: { readonly [slug: string]: string } = CONNECTORS;
  return Object.hasOwn(names, slug) ? (names[slug] ?? slug) : slug;
}

const shortId = (id: string): string => {
  const [slug = "", rest = ""] = id.split(":");
  return `${slug}:${shortened(rest, 14)}`;
};

export function TopBar() {
  const phone = size.value === "phone";
  const isIn = session.value.at === "in";
  return (
    <header class="topbar">
      {!phone && <Logo />}
      <h1 class={phone ? "hidden" : ""}>Candidates</h1>
      {!phone && isIn && <span class="slash" aria-hidden="true" />}
      {isIn && <IntegrationMenu />}
      <span class="space" />
      {session.value.at === "in" && session.value.sandbox && !phone && <SandboxMenu />}
      {phone && isIn ? (
        <>
          <DownloadMenu compact />
          <PhoneMenu />
        </>
      ) : (
        <>
          {isIn && <span class="rule" />}
          <ThemeButton />
          <HelpMenu />
        </>
      )}
    </header>
  );
}

export function ThemeButton({ withText = false }: { withText?: boolean }) {
  const dark = theme.value === "dark" || (theme.value === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const label = dark ? "Light theme" : "Dark theme";
  return (
    <button type="button" class={withText ? "item" : "button quiet square"} aria-label={label} title={label} onClick={() => setTheme(dark ? "light" : "dark")}>
      <Icon name={dark ? "sun" : "moon"} /> {withText && label}
    </button>
  );
}

function IntegrationMenu() {
  const id = view.value.integration;
  const name = connectorName(id);
  return (
    <>
      <MenuButton id="integration" className="button quiet integration">
        <span class="hidden">Integration</span>
        <span class="initial" aria-hidden="true">
          {name.slice(0, 1)}
        </span>
        <strong>{name}</strong>
        <code>{shortId(id)}</code>
        <Icon name="chevronDown" />
      </MenuButton>
      <Popover id="integration" label="Integrations" className="narrow">
        <Integrations />
      </Popover>
    </>
  );
}

function Integrations() {
  const [typed, type] = useState("");
  const all = session.value.at === "in" ? session.value.integrations : [];
  const found = all.filter(({ id }) => folded(`${connectorName(id)} ${id}`).includes(folded(typed)));
  return (
    <>
      <div class="find">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Find an integration"
          placeholder="Find an integration"
          value={typed}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && found[0] && chooseIntegration(found[0].id)}
        />
      </div>
      <ul class="choices">
        {found.map(({ id }) => (
          <li key={id}>
            <button type="button" class="item" aria-current={id === view.value.integration} onClick={() => chooseIntegration(id)}>
              <span>{connectorName(id)}</span>
              <code>{shortId(id)}</code>
            </button>
          </li>
        ))}
        {found.length === 0 && <li class="hint">None of yours is called so.</li>}
      </ul>
    </>
  );
}

function SandboxMenu() {
  return (
    <>
      <MenuButton id="sandbox">
        <Icon name="flask" /> Sandbox <span class="second fault">{faultLabel()}</span> <Icon name="chevronDown" />
      </MenuButton>
      <Popover id="sandbox" label="What goes wrong in the sandbox" className="narrow">
        <Faults />
      </Popover>
    </>
  );
}

const faultsOf = () => (session.value.at === "in" && session.value.sandbox?.faults) || [];

/** The label of the active fault; of several, the last one's. */
export function faultLabel(): string {
  if (fault.value === "") return "no faults";
  const named = (wanted: string) =>
    faultsOf()
      .find(({ spec }) => spec === wanted)
      ?.label.toLowerCase();
  const last = fault.value.split(",").at(-1) ?? "";
  return named(fault.value) ?? named(last) ?? last;
}

export function Faults() {
  const choose = (spec: string) => {
    fault.value = spec;
    menu.value = null;
  };
  return (
    <>
      <ul class="choices">
        {[{ spec: "", label: "No faults" }, ...faultsOf()].map(({ spec, label }) => (
          <li key={spec}>
            <button
              type="button"
              class="item"
              aria-current={spec === fault.value}
              data-focus={spec === fault.value ? "" : undefined}
              onClick={() => choose(spec)}
            >
              <span>{label}</span>
              <code>{spec}</code>
            </button>
          </li>
        ))}
      </ul>
      <p class="foot">Strikes at the next walk. Only where the page runs against the sandbox.</p>
    </>
  );
}
