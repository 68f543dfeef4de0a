// Prepared states of the page with the sandbox, for screenshots and tests: `#demo=error` runs the user's actions that lead there.

import { effect } from "@preact/signals";
import type { Entered } from "../model/request.ts";
import { enterAll, filter, open, search } from "./actions.ts";
import { fault, menu, rows, session, view, type WalkState, walk } from "./store.ts";
import { cancel, resume, start } from "./walking.ts";

/** Resolves when the walk's state meets the condition. */
function once(is: (at: WalkState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (is(walk.value)) queueMicrotask(() => (stop(), resolve()));
    });
  });
}

const odd =
  "odd-record:wrong-type,odd-record:missing-field@2,odd-record:bad-date@3,odd-record:wrong-nested@4,odd-record:missing-list@5,odd-record:big-number@6";

/** Walks with these faults until the walk's state meets the condition. */
function walked(
  faults: string,
  is: (at: WalkState) => boolean = ({ status }) => status === "done" || status === "failed",
  entered: Entered = {},
): Promise<void> {
  fault.value = faults;
  enterAll(entered);
  void start();
  return once(is);
}

export const DEMOS: { readonly [name: string]: () => Promise<void> | void } = {
  empty: () => {},
  walking: () => walked(`${odd},hang@15`, ({ timings }) => timings.length >= 14),
  done: () => walked(odd),
  cancelled: async () => {
    await walked("hang@15", ({ timings }) => timings.length >= 14);
    cancel();
  },
  error: () => walked(`${odd},cycle@11`),
  refused: () => walked("code:INTEGRATION.PERMISSION_MISSING@3"),
  broken: () => walked("html502@3+"),
  waiting: () => walked(`${odd},429-retry-after:12@4`, ({ status }) => status === "waiting"),
  none: () => walked("", undefined, { email: "nobody@example.com" }),
  changed: async () => {
    await walked(odd);
    enterAll({ include_deleted: "true" });
  },
  "wrong-input": () => walked("", undefined, { email: "nobody" }),
  record: async () => {
    await walked(odd);
    filter({ sort: "only", what: "issues" });
    await rowsThere();
    const [, , third, ...others] = rows.value;
    const n = third ?? others[0];
    if (n !== undefined) open(n);
  },
  searched: async () => {
    await walked(odd);
    search("engineer");
  },
  hostile: async () => {
    await walked("odd-record:hostile@1");
    search("onerror");
    await rowsThere();
    const [n] = rows.value;
    if (n !== undefined) open(n);
  },
  filtered: async () => {
    await walked(odd);
    filter({ sort: "lacks", field: "phone_numbers" });
    filter({ sort: "value", kind: "stage", value: "Offer" });
  },
  resumed: async () => {
    await walked("hang@15", ({ timings }) => timings.length >= 14);
    cancel();
    await once(({ status }) => status === "cancelled");
    fault.value = "";
    void resume();
    await once(({ status }) => status === "done");
  },
  "signed-out": () => void (session.value = { at: "out" }),
  menu: () => withMenu("more"),
  keys: () => withMenu("help"),
  exports: () => withMenu("download"),
  code: () => withMenu("code"),
};

/** Walks, narrows the view, and opens a menu. */
async function withMenu(name: string): Promise<void> {
  await walked(odd);
  filter({ sort: "lacks", field: "phone_numbers" });
  menu.value = name;
}

const rowsThere = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = effect(() => {
      if (rows.value.length > 0 && rows.value.length < 100) queueMicrotask(() => (stop(), resolve()));
    });
  });

/** Shows the state that the address names. */
export async function showDemo(): Promise<void> {
  const { demo } = view.value;
  if (demo === null || session.value.at !== "in" || !session.value.sandbox || !Object.hasOwn(DEMOS, demo)) return;
  await DEMOS[demo]?.();
  // Tests and screenshots wait for this attribute.
  requestAnimationFrame(() => (document.documentElement.dataset["demo"] = "there"));
}
