// The content without rows: how to begin, no records found, not signed in.

import { useLayoutEffect, useRef } from "preact/hooks";
import { narrowed } from "../model/filters.ts";
import { inPills, PAGE_SIZE } from "../model/request.ts";
import { enter, enterAll, walkNow } from "../state/actions.ts";
import { session, unavailable, view, walk } from "../state/store.ts";
import { Icon, type IconName } from "./icons.tsx";
import { Person } from "./person.tsx";
import { MenuButton, Popover } from "./popover.tsx";
import { connectorName } from "./topbar.tsx";

export function Start() {
  const first = useRef<HTMLButtonElement>(null);
  const question = unavailable.value === null ? requestInWords() : null;
  // Also after a link is followed while this is shown, so that Enter starts the walk of that link.
  useLayoutEffect(() => {
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.matches(".start-button")) first.current?.focus({ preventScroll: true });
  }, [question]);
  const begin = (updated_after: string) => {
    enterAll(updated_after === "" ? {} : { updated_after });
    walkNow();
  };
  return (
    <div class="start">
      <h2>Which candidates does this integration give, and how good is the data?</h2>
      <p>
        Start with one of these, or set filters above. Rows, coverage and issues appear while pages arrive, and you can stop at any time without losing them.
      </p>
      {unavailable.value !== null && (
        <p class="hint warn" role="alert">
          This link is about <code>{unavailable.value}</code>, which is not among your integrations. What is below asks {connectorName(view.value.integration)}.
        </p>
      )}
      <div class="starts">
        {question !== null && (
          <button ref={first} type="button" class="start-button first" onClick={walkNow}>
            <StartText icon="play" title={Object.keys(view.value.entered).length > 0 ? "What is set above" : "The view of this link"} about={question} />
            <kbd aria-hidden="true">Enter</kbd>
          </button>
        )}
        <button
          ref={question === null ? first : null}
          type="button"
          class={question === null ? "start-button first" : "start-button"}
          onClick={() => begin("-24h")}
        >
          <StartText icon="clock" title="Changed in the last 24 hours" about="The quick look: usually one page" />
          {question === null ? <kbd aria-hidden="true">Enter</kbd> : <Icon name="chevronRight" />}
        </button>
        <button type="button" class="start-button" onClick={() => begin("")}>
          <StartText icon="list" title="Everything" about={`All pages, ${PAGE_SIZE} records each, deleted ones left out`} />
          <Icon name="chevronRight" />
        </button>
        <MenuButton id="person" className="start-button">
          <StartText icon="search" title="One person" about="By e-mail, name, id or remote id" />
          <Icon name="chevronRight" />
        </MenuButton>
        <Popover id="person" label="One person" className="narrow">
          <Person />
        </Popover>
      </div>
      <ul class="promises">
        <Assurance icon="lock">The key stays in the proxy. This page never sees it.</Assurance>
        <Assurance icon="window">Records stay in this tab and are gone when you close it.</Assurance>
        <Assurance icon="link">The view is in the address, so it can be shared. Copy link leaves out e-mail and names.</Assurance>
      </ul>
    </div>
  );
}

/** The request and the filters in words; null when nothing is set. */
function requestInWords(): string | null {
  const { entered, filters, query, record } = view.value;
  const [request, shown] = [inPills(entered), narrowed(filters, query)];
  if (request === "" && shown === "" && record === null) return null;
  return [request === "" ? "Everything" : request, shown !== "" && `then ${shown}`, record !== null && "then one record"].filter(Boolean).join("; ");
}

const StartText = ({ icon, title, about }: { icon: IconName; title: string; about: string }) => (
  <>
    <span class="start-icon">
      <Icon name={icon} />
    </span>
    <span class="start-text">
      <strong>{title}</strong>
      <span>{about}</span>
    </span>
  </>
);

const Assurance = ({ icon, children }: { icon: IconName; children: string }) => (
  <li>
    <Icon name={icon} /> <span>{children}</span>
  </li>
);

const FILTERS = ["ids", "remote_ids", "job_ids", "email", "first_name", "last_name"];

/** The walk ended without a record. */
export function NoneFound() {
  const { entered } = walk.value;
  const connector = connectorName(walk.value.integration);
  const filtered = FILTERS.some((name) => entered[name]);
  const canIgnore = filtered && entered["ignore_unsupported_filters"] !== "true";
  const ignore = () => {
    enter("ignore_unsupported_filters", "true");
    walkNow();
  };
  return (
    <div class="start">
      <h2>No candidate is like that</h2>
      <p>
        The walk went to its end: {connector} gives nobody for {Object.keys(entered).length === 0 ? "this integration" : "these filters"}.
        {canIgnore && ` If ${connector} does not support one of them, it finds nobody, whatever it is set to.`}
      </p>
      <div class="starts">
        {canIgnore && (
          <button type="button" class="start-button first" onClick={ignore}>
            <StartText icon="filters" title={`Leave out filters that ${connector} lacks`} about="Walks again, with the filters that it does support" />
            <Icon name="chevronRight" />
          </button>
        )}
        {Object.keys(view.value.entered).length > 0 && (
          <button
            type="button"
            class="start-button"
            onClick={() => {
              enterAll({});
              walkNow();
            }}
          >
            <StartText icon="list" title="Everything" about="Walks again, without filters" />
            <Icon name="chevronRight" />
          </button>
        )}
      </div>
    </div>
  );
}

export function NotSignedIn() {
  const isOut = session.value.at === "out";
  return (
    <div class="start">
      <h2>{isOut ? "You are not signed in" : "The proxy does not answer"}</h2>
      <p>
        {isOut
          ? "The proxy asks Kombo only for people it knows. Sign in, and come back to this address: the view is kept in it."
          : "Whoever runs this page has to see to it. Reload to try again."}
      </p>
      <div class="starts">
        {isOut ? (
          <a class="button primary tall" href="./sign-in">
            Sign in
          </a>
        ) : (
          <button type="button" class="button primary tall" onClick={() => location.reload()}>
            Reload
          </button>
        )}
      </div>
    </div>
  );
}
