// Shared by the tests of callbacks: a walk that calls a misbehaving callback of the caller, how that walk ends, and
// a second walk in the same process that must not be affected.

import { isKomboError, KEY, Kombo, KomboError, record } from "./kit.mjs";

/** The number of pages of every walk here, with one record each. */
export const PAGES = 3;
/** A walk that takes longer than this hangs, since `timeout_ms` is much smaller. */
const LIMIT_MS = 3_000;
const TIMEOUT_MS = 40;

const bodyOf = (at) => JSON.stringify({ status: "success", data: { next: at < PAGES ? `${at + 1}` : null, results: [record(`c${at}`)] } });
const cursorOf = (url) => Number(new URL(url.url ?? url).searchParams.get("cursor") ?? 1);

/** A `fetch` whose second page fails once, so that every walk also retries. */
export function server() {
  let failed = false;
  return async (url) => {
    const at = cursorOf(url);
    if (at === 2 && !failed) {
      failed = true;
      return new Response("", { status: 503 });
    }
    return new Response(bodyOf(at), { headers: { "content-type": "application/json" } });
  };
}

/** A client. The options of a table override these. */
export const made = (options) =>
  new Kombo({ integration_id: "workday:test", api_key: KEY, fetch: server(), timeout_ms: TIMEOUT_MS, retry: { max_attempts: 3, base_ms: 0 }, ...options });

/** Starts a second walk next to the tested one: reads its first page at once, and the others when `rest` is called. */
async function neighbour() {
  const walk = made({ timeout_ms: LIMIT_MS }).ats.getCandidates()[Symbol.asyncIterator]();
  let pages = 0;
  const one = async () => {
    const { done } = await walk.next();
    if (!done) pages += 1;
    return done;
  };
  await one();
  return async () => {
    while (!(await one()));
    return pages;
  };
}

/** Reads all pages of a new walk, which a callback starts. */
async function another() {
  let pages = 0;
  for await (const _ of made({ timeout_ms: LIMIT_MS }).ats.getCandidates()) pages += 1;
  return pages;
}

/** The ways to walk. Each one returns `next` (true at the end) and `leave`. */
export const MODES = {
  pages(pages) {
    const walk = pages[Symbol.asyncIterator]();
    return { next: async () => (await walk.next()).done, leave: () => walk.return() };
  },
  lines(pages) {
    const reader = pages.ndjson().getReader();
    return { next: async () => (await reader.read()).done, leave: () => reader.cancel() };
  },
};

/** What a callback can do to its own walk and to others before it returns as usual. */
export const ACTIONS = {
  aborts: (cell) => cell.controller.abort(cell.reason),
  "leaves the walk": (cell) => void cell.walk?.leave(),
  "starts a walk": (cell) => void cell.others.push(another()),
  "asks for the next page": (cell) => void cell.again(),
};

const hostile = () =>
  new Proxy(
    () => {},
    new Proxy(
      {},
      {
        get: () => () => {
          throw new TypeError("a proxy that throws");
        },
      },
    ),
  );
const runtimeError = () => new WebAssembly.RuntimeError("unreachable");

/** A rejected promise that causes no unhandled rejection itself. A promise that is derived from it must be handled. */
const rejecting = (reason) => {
  const promise = Promise.reject(reason);
  promise.catch(() => {});
  return promise;
};

/** The values that a callback may throw. */
export const THROWS = {
  "an Error": () => new Error("mine"),
  "a string": () => "mine",
  null: () => null,
  undefined: () => undefined,
  "a KomboError": () => Object.assign(Object.create(KomboError.prototype), { kind: "internal", message: "mine" }),
  "a RuntimeError of WebAssembly": runtimeError,
  "a proxy that throws": hostile,
};

/** The values that a callback may return. */
export const RETURNS = {
  undefined: () => undefined,
  null: () => null,
  "a number": () => 5,
  "a symbol": () => Symbol("mine"),
  "a big integer": () => 5n,
  "a proxy that throws": hostile,
  "a promise that rejects": () => rejecting(new Error("mine")),
  "a promise that rejects with nothing": () => rejecting(undefined),
  "a thenable that throws": () => ({
    then: () => {
      throw runtimeError();
    },
  }),
  "a promise that never settles": () => new Promise(() => {}),
};

/**
 * One cell of a table: walks with the options that `place` makes from `hit`. The callback calls `hit` with its normal
 * behaviour; the `at`-th call runs `act` instead. Returns how the walk ended, and how the other walks ended.
 * @param {(hit: (normal: () => unknown) => unknown, cell: any) => { client?: object, call?: object }} place
 * @param {(cell: any, normal: () => unknown) => unknown} act
 */
export async function cell(place, act, at, mode) {
  const rest = await neighbour();
  const controller = new AbortController();
  const own = { controller, reason: { mine: true }, others: [], thrown: [], called: 0, again: () => {} };
  const hit = (normal) => ((own.called += 1) === at ? act(own, normal) : normal());
  let pages = 0;
  const again = [];
  const walking = async () => {
    const { client, call } = place(hit, own);
    own.walk = mode(made(client).ats.getCandidates({}, { signal: controller.signal, ...call }));
    const next = async () => {
      const done = await own.walk.next();
      if (!done) pages += 1;
      return done;
    };
    own.again = () => void again.push(next().catch(() => {}));
    while (!(await next()));
  };
  // Wrapped in an object, since the thrown value may look like a promise.
  const ended = await within(
    walking().then(
      () => ({ done: true }),
      (thrown) => ({ thrown }),
    ),
  );
  await within(Promise.all(again));
  const others = await within(Promise.all([rest(), ...own.others]).catch((error) => [`${error?.kind}: ${error?.message}`]));
  return { how: named(ended, own, pages), message: isKomboError(ended.thrown) ? ended.thrown.message : "", cell: own, others: [others].flat() };
}

const HUNG = Symbol("hung");
async function within(promise) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT_MS, HUNG)));
  const first = await Promise.race([promise, late]);
  clearTimeout(timer);
  return first;
}

/** "whole", "left" (done before all pages came), "reason" (of the abort), an error's kind, or "threw" (anything else). */
function named(ended, { reason }, pages) {
  if (ended === HUNG) return "hung";
  if (ended.done) return pages === PAGES ? "whole" : "left";
  if (ended.thrown === reason) return "reason";
  // Excludes what a callback threw itself, which may claim to be a KomboError.
  return isKomboError(ended.thrown) && ended.thrown.message !== "mine" ? ended.thrown.kind : "threw";
}

/** The fault of a cell that should have ended in one of these ways. */
export function wrong({ how, message, others }, ways) {
  if (!ways.includes(how)) return `${how}${message && ` (${message})`} instead of ${ways.join(" or ")}`;
  if (others.some((pages) => pages !== PAGES)) return `others: ${others.map((value) => (typeof value === "symbol" ? "hung" : value))}`;
  return undefined;
}
