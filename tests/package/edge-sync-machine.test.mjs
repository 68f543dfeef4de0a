// The pure parts of examples/edge-sync: the state machine of an integration, the gate of the fleet, and the classes of failures.

import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { installed } from "./install.mjs";

const SOURCE = fileURLToPath(new URL("../../examples/edge-sync/src/", import.meta.url));
/** @type {any} */
let parts;
/** @type {any} */
let settings;
before(async () => {
  const project = await installed();
  const names = ["machine", "gate", "env", "failure", "summary", "store"];
  const contents = ["kombo-edge", ...names.map((name) => join(SOURCE, `${name}.ts`))].map((from) => `export * from ${JSON.stringify(from)};`).join("\n");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: project, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    external: ["kombo-edge"],
  });
  const file = join(project, "pure.mjs");
  await writeFile(file, outputFiles[0].text);
  parts = await import(pathToFileURL(file).href);
  settings = { ...parts.DEFAULTS };
  await rm(file);
});

const NOW = 1_000_000_000_000;
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

/** The machine after these steps. A step is an object, or a string that is its type. */
function after(steps, { from = parts.NEW, chance = 0.5, now = NOW } = {}) {
  return steps.reduce((machine, step) => parts.next(machine, typeof step === "string" ? { type: step } : step, { now, chance, settings }), from);
}
const failed = (kind, code = "X", wait_ms = 0) => ({ type: "failed", failure: { kind, code, wait_ms } });
const held = (reason, wait_ms = 1) => ({ type: "held", reason, wait_ms });
const times = (n, ...steps) => Array.from({ length: n }, () => steps).flat();

test("every step leads to the documented state", () => {
  const table = [
    ["new", [], ["due", null, -NOW]],
    ["begins", ["begin"], ["running", null, null]],
    ["more to do goes on at once", ["begin", "more"], ["due", null, 0]],
    ["a run that is over waits for the next", ["begin", "done"], ["waiting", "schedule", settings.EVERY_MS]],
    ["no place", [held("line", 7)], ["waiting", "line", 7]],
    ["the fleet is stopped", [held("fleet", 7)], ["waiting", "fleet", 7]],
    ["called from the line", [held("line"), "called"], ["due", null, 0]],
    ["called from the fleet", [held("fleet"), "called"], ["due", null, 0]],
    ["a call does not end a pause for a retry", ["begin", failed("retry"), "called"], ["waiting", "retry", SECOND]],
    ["a call does not begin a run", ["begin", "done", "called"], ["waiting", "schedule", settings.EVERY_MS]],
    ["an event begins a run", ["begin", "done", "poke"], ["waiting", "schedule", settings.EVENT_GAP_MS]],
    ["a burst of events begins one", ["begin", "done", ...times(50, "poke")], ["waiting", "schedule", settings.EVENT_GAP_MS]],
    ["an event while it runs leads to another run", ["begin", "poke", "done"], ["waiting", "schedule", settings.EVENT_GAP_MS]],
    ["an event in an earlier slice too", ["begin", "poke", "more", "begin", "done"], ["waiting", "schedule", settings.EVENT_GAP_MS]],
    ["the other run leads to no third", ["begin", "poke", "done", "begin", "done"], ["waiting", "schedule", settings.EVERY_MS]],
    ["an event while it waits in line changes nothing", [held("line", 7), "poke"], ["waiting", "line", 7]],
    ["an event while the fleet is stopped changes nothing", [held("fleet", 7), "poke"], ["waiting", "fleet", 7]],
    ["an event does not end a pause for a retry", ["begin", failed("retry", "X", HOUR), "poke"], ["waiting", "retry", HOUR]],
    ["an event ends the wait for a person", ["begin", failed("person"), "poke"], ["due", null, 0]],
    ["an event ends the wait for the set-up", ["begin", failed("setup"), "poke"], ["due", null, 0]],
    ["the set-up is asked for after ten minutes", ["begin", failed("setup")], ["waiting", "setup", 10 * MINUTE]],
    ["a person, the first time", ["begin", failed("person")], ["waiting", "person", HOUR]],
    ["a person, the third time", times(3, "begin", failed("person")), ["waiting", "person", 4 * HOUR]],
    ["a person, for ever", times(40, "begin", failed("person")), ["waiting", "person", DAY]],
    ["a person, again after a success", [...times(5, "begin", failed("person")), "begin", "done", "begin", failed("person")], ["waiting", "person", HOUR]],
    ["a temporary failure is retried", ["begin", failed("retry")], ["waiting", "retry", SECOND]],
    ["later each time", times(5, "begin", failed("retry")), ["waiting", "retry", 16 * SECOND]],
    ["at most after an hour", times(90, "begin", failed("retry")), ["waiting", "retry", HOUR / 2]],
    ["when the server says", ["begin", failed("retry", "X", HOUR)], ["waiting", "retry", HOUR]],
    ["a page resets the doubling", [...times(9, "begin", failed("retry")), "begin", "more", "begin", failed("retry")], ["waiting", "retry", SECOND]],
    ["waiting is not a failure", [...times(9, held("line"), held("fleet")), "begin", failed("retry")], ["waiting", "retry", SECOND]],
    ["a wrong key waits for the fleet", ["begin", failed("fleet")], ["waiting", "fleet", settings.CALL_MS * 1.5]],
    ["a 429 waits in line", ["begin", failed("busy", "X", MINUTE)], ["waiting", "line", 1.5 * MINUTE]],
    ["a person pauses it", ["begin", "done", "pause"], ["paused", null, null]],
    [
      "a paused one stays paused at events, calls and the end of its slice",
      ["begin", "pause", "poke", "called", "more", "done", failed("retry"), held("line")],
      ["paused", null, null],
    ],
    ["a person resumes it", ["pause", "resume"], ["due", null, 0]],
    ["a person resumes one that waits for a person", [...times(5, "begin", failed("person")), "resume"], ["due", null, 0]],
    ["a person resumes a running one: it runs once more", ["begin", "resume", "done"], ["waiting", "schedule", settings.EVENT_GAP_MS]],
    ["a person removes it", ["begin", "remove"], ["removed", null, null]],
    [
      "a removed one stays removed at every step",
      ["remove", "poke", "called", "pause", "resume", "begin", "more", "done", failed("retry"), held("line")],
      ["removed", null, null],
    ],
  ];
  for (const [what, steps, expected] of table) {
    const { phase, reason, until } = after(steps);
    assert.deepEqual([phase, reason, until === null ? null : until - NOW], expected, what);
  }
});

test("an event never postpones a run", () => {
  const soon = { ...parts.NEW, phase: "waiting", reason: "schedule", until: NOW + 1 };
  assert.equal(after(["poke"], { from: soon }).until, NOW + 1);
});

test("schedules are spread by a tenth, retries over their whole time", () => {
  const until = (steps, chance) => after(steps, { chance }).until - NOW;
  assert.deepEqual(
    [0, 0.5, 0.999].map((chance) => Math.round((until(["begin", "done"], chance) / settings.EVERY_MS) * 100)),
    [90, 100, 110],
  );
  assert.deepEqual(
    [0, 0.5, 0.999].map((chance) => until(["begin", failed("retry")], chance)),
    [0, 1000, 1998],
  );
});

test("an error is shown until a step succeeds", () => {
  const table = [
    [["begin", failed("retry", "A")], "A"],
    [["begin", failed("retry", "A"), "begin"], "A"],
    [["begin", failed("person", "A"), "poke"], "A"],
    [["begin", failed("retry", "A"), "begin", "more"], null],
    [["begin", failed("retry", "A"), "begin", "done"], null],
  ];
  for (const [steps, error] of table) assert.equal(after(steps).error, error);
});

/** A gate and its clock. */
function gate(changes = {}, stopped = null) {
  const one = new parts.Gate({ ...settings, ...changes }, stopped);
  return {
    one,
    enter: (id, at = 0) => {
      const answer = one.enter(id, NOW + at);
      return answer.go ? "go" : answer.reason;
    },
    leave: (id, outcome = "ok", at = 0) => one.leave(id, typeof outcome === "string" ? { type: outcome } : outcome, NOW + at),
    call: (at = 0) => one.call(NOW + at),
  };
}
const stop = { type: "stop", code: "X" };

test("the gate has a fixed number of places, and a queue in the order of arrival", () => {
  const { enter, leave, call, one } = gate({ PLACES: 2 });
  assert.deepEqual(
    ["a", "b", "c", "d", "e"].map((id) => enter(id)),
    ["go", "go", "line", "line", "line"],
  );
  assert.deepEqual([one.running, one.waiting, call()], [2, 3, []]);
  leave("a");
  assert.deepEqual(call(), ["c"]);
  assert.equal(enter("f"), "line", "the place is kept for the called integration");
  assert.equal(enter("c"), "go");
  leave("b");
  leave("c");
  assert.deepEqual(call(), ["d", "e"]);
});

test("the gate frees a place and a call that are not given back after a while; a second enter takes no second place", () => {
  const { enter, leave, call, one } = gate({ PLACES: 1 });
  assert.deepEqual([enter("a"), enter("a"), one.running], ["go", "go", 1]);
  assert.equal(enter("b"), "line");
  const later = 2 * settings.SLICE_MS + settings.TIMEOUT_MS;
  assert.deepEqual([call(later - 1), call(later)], [[], ["b"]]);
  assert.equal(enter("c", later + 1), "line");
  assert.deepEqual(call(later + settings.TIMEOUT_MS), ["c"], "b has not come");
  leave("c", "ok", later);
});

test("the gate limits starts a second", () => {
  const { enter, leave, call } = gate({ STARTS_PER_SECOND: 2 });
  for (const [id, what] of [
    ["a", "go"],
    ["b", "go"],
    ["c", "line"],
  ])
    assert.equal(enter(id), what);
  leave("a");
  assert.deepEqual([call(999), call(1000)], [[], ["c"]]);
});

test("a 429 closes the gate for all integrations, for as long as the server says", () => {
  const { enter, leave, call, one } = gate();
  enter("a");
  leave("a", { type: "busy", wait_ms: HOUR });
  assert.deepEqual([enter("b", HOUR - 1), one.nextCall(NOW), call(HOUR - 1)], ["line", NOW + HOUR, []]);
  assert.deepEqual(call(HOUR), ["a", "b"]);
});

test("an integration that was called before the gate closed does not pass afterwards", () => {
  const { enter, leave, call } = gate({ PLACES: 2 });
  for (const id of ["a", "b", "c"]) enter(id);
  leave("a");
  assert.deepEqual(call(), ["c"]);
  leave("b", { type: "busy", wait_ms: HOUR });
  assert.equal(enter("c"), "line");
});

test("a wrong key stops all; one integration probes at a time, and when a probe succeeds all may pass", () => {
  const { enter, leave, call, one } = gate();
  for (const id of ["a", "b", "c"]) enter(id);
  leave("a", stop);
  assert.deepEqual([enter("d"), call()], ["fleet", []]);
  leave("b", "ok");
  assert.ok(one.stopped, "a slice that began before the refusal does not show that the key is right");
  leave("b", stop, 1);
  leave("c", stop, 1);
  const probe = settings.PROBE_MS + 1;
  assert.deepEqual([call(probe - 1), call(probe).length], [[], 1]);
  assert.deepEqual(
    ["a", "b", "c"].map((id) => enter(id, probe)),
    ["go", "fleet", "fleet"],
  );
  leave("a", stop, probe);
  assert.equal(enter("b", probe + 1), "fleet");
  assert.equal(enter("b", 2 * probe), "go");
  leave("b", "other", 2 * probe);
  assert.ok(one.stopped, "another failure says nothing of the key");
  assert.equal(enter("c", 3 * probe), "go");
  leave("c", "ok", 3 * probe);
  assert.equal(one.stopped, null);
  assert.equal(enter("d", 3 * probe), "go");
});

test("the gate is still stopped after a restart; a dead probe is followed by another; a person may declare the key right", () => {
  const { enter, one } = gate({}, { code: "X", since: NOW, probe_at: NOW + 5 });
  assert.deepEqual([enter("a", 4), enter("a", 5), enter("b", 6)], ["fleet", "go", "fleet"]);
  const later = 2 * settings.SLICE_MS + settings.TIMEOUT_MS + 5;
  assert.equal(enter("b", later), "go");
  one.resume();
  assert.equal(enter("c", later), "go");
});

test("a stopped gate has the expected next check and calls the expected integrations", () => {
  const stopped = { code: "X", since: NOW, probe_at: NOW };
  const place = 2 * settings.SLICE_MS + settings.TIMEOUT_MS;
  // Each row: what happened, the time of the next check seen at 10, and the integrations that are called then.
  const table = [
    ["an empty queue", () => undefined, null, []],
    ["one that enters alone", ({ enter }) => enter("a"), null, []],
    ["one has a place, and another waits", ({ enter }) => ["a", "b"].map((id) => enter(id)), place, []],
    [
      "one was called and has not entered, and another waits",
      ({ enter, call }) => [["a", "b", "c"].map((id) => enter(id)), call(place)],
      settings.TIMEOUT_MS,
      [],
      place,
    ],
    ["the next probe, after a failed one", ({ enter, leave }) => [enter("a"), leave("a", stop)], settings.PROBE_MS, []],
    [
      "a probe that was postponed while the called one entered",
      ({ enter, call, leave }) => [["a", "b"].map((id) => enter(id)), call(place), leave("x", stop, place), enter("b", place)],
      settings.PROBE_MS,
      [],
      place,
    ],
  ];
  for (const [what, act, checks, called, at = 0] of table) {
    const all = gate({}, { ...stopped });
    act(all);
    const check = all.one.nextCall(NOW + at + 10);
    assert.deepEqual([check === null ? null : check - NOW - at, all.call(at + 10)], [checks, called], what);
  }
});

test("settings accept texts of numbers, and an error names every other value", () => {
  assert.equal(parts.settings({ EVERY_MS: "5", FULL_EVERY_MS: "" }).EVERY_MS, 5);
  assert.equal(parts.settings({ FULL_EVERY_MS: "" }).FULL_EVERY_MS, 7 * DAY);
  for (const value of ["x", "-1", Number.NaN, Infinity, {}]) assert.throws(() => parts.settings({ PLACES: value }), /^Error: CONFIGURATION.PLACES$/);
  const table = [
    ["PAGE_SIZE", [1, 250], [0, 251, 1000, 2.5]],
    ["SLICE_PAGES", [1, "25"], [0, 2.5, "2.5"]],
    ["PLACES", [1, 10_000], [0, 0.5, 10_001]],
    ["STARTS_PER_SECOND", [1], [0, 1.5]],
    ["MAX_BODY_BYTES", [1, 2 ** 30], [0, 2 ** 30 + 1]],
    ["TIMEOUT_MS", [1, 2 ** 31 - 1], [0, 2 ** 31]],
    ["SLICE_MS", [1, 2 ** 31 - 1], [0, 2 ** 31]],
    ...["EVERY_MS", "RETRY_MS", "RETRY_MAX_MS", "PERSON_MS", "PERSON_MAX_MS", "SETUP_MS", "PROBE_MS", "BUSY_MS", "CALL_MS", "WATCH_MS"].map((name) => [
      name,
      [1, 3650 * DAY],
      [0, 1e300, 1.5],
    ]),
    ...["FULL_EVERY_MS", "OVERLAP_MS", "TOMBSTONE_MS", "EVENT_GAP_MS"].map((name) => [name, [0, 3650 * DAY], [-1, 1e300, 1.5]]),
  ];
  assert.deepEqual(table.map(([name]) => name).sort(), Object.keys(parts.DEFAULTS).sort());
  for (const [name, right, wrong] of table) {
    for (const value of right) assert.equal(parts.settings({ [name]: value })[name], Number(value));
    for (const value of wrong) assert.throws(() => parts.settings({ [name]: value }), new RegExp(`^Error: CONFIGURATION.${name}$`), `${name} ${value}`);
  }
  assert.deepEqual(parts.settings(parts.DEFAULTS), parts.DEFAULTS);
  for (const value of [undefined, "", 7]) assert.throws(() => parts.secret({ STATUS_SECRET: value }, "STATUS_SECRET"), /^Error: CONFIGURATION.STATUS_SECRET$/);
});

test("a failure stops the right scope, and pauses the server for an hour at the most", async () => {
  const table = [
    [429, "PLATFORM.RATE_LIMIT_EXCEEDED", "90", "busy", 90 * SECOND],
    [429, "PLATFORM.RATE_LIMIT_EXCEEDED", "999999999", "busy", HOUR],
    [429, "PLATFORM.RATE_LIMIT_EXCEEDED", "Fri, 31 Dec 9999 23:59:59 GMT", "busy", HOUR],
    [503, "REMOTE.SERVICE_UNAVAILABLE", "999999999", "retry", HOUR],
    [503, "INTEGRATION.SETUP_SYNC_PENDING", "999999999", "setup", HOUR],
    [401, "PLATFORM.AUTHENTICATION_INVALID", null, "fleet", 0],
  ];
  for (const [status, code, after, kind, wait_ms] of table) {
    const headers = after === null ? {} : { "retry-after": after };
    const fetch = async () => Response.json({ status: "error", error: { code, title: null, message: "no", log_url: null } }, { status, headers });
    const kombo = new parts.Kombo({ api_key: "key", integration_id: "workday:x", retry: false, fetch });
    const error = await kombo.ats.getCandidates().then(
      () => assert.fail(),
      (refused) => refused,
    );
    assert.deepEqual(parts.failure(error), { kind, code, wait_ms }, `${status} ${after}`);
  }
});

test("records that a full run lacks are asked for by id or become a doubt", () => {
  const judge = (missing, of, witness = "w") => parts.judge({ ...parts.EMPTY, witness }, missing, of, NOW);
  const table = [
    [0, 5, false],
    [20, 20, false],
    [21, 21, true],
    [21, 200, true],
    [20, 200, false],
    [30, 300, false],
    [31, 300, true],
    [500, 5000, false],
    [501, 5000, true],
  ];
  for (const [missing, of, isDoubt] of table) assert.equal(judge(missing, of).doubt !== null, isDoubt, `${missing} of ${of}`);
  assert.deepEqual(
    judge(1, 5, null),
    { doubt: { missing: 1, of: 5, since: new Date(NOW).toISOString() }, suspects: 0 },
    "without a witness no question by id counts",
  );
});

test("isKey accepts the ids that a store can hold", () => {
  for (const id of ["a", "HWUT-_wv", "é", "🙂", "x".repeat(500)]) assert.ok(parts.isKey(id), id);
  for (const id of ["", "a\0b", "\ud83d", "a\ude00", "\ude42\ud83d", "x".repeat(501)]) assert.ok(!parts.isKey(id), JSON.stringify(id));
});

test("the history joins repeated entries into one line, and has sixty lines at the most", () => {
  let history = [];
  const run = (more = {}) => (history = parts.noted(history, { at: history.length, what: "incremental", requests: 1, upserts: 0, deletions: 0, ...more }));
  for (let n = 0; n < 9; n += 1) run();
  assert.deepEqual(
    history.map(({ times, requests }) => [times, requests]),
    [[9, 9]],
  );
  run({ upserts: 3 });
  run();
  assert.deepEqual(
    history.map(({ times, upserts }) => [times, upserts]),
    [
      [undefined, 0],
      [undefined, 3],
      [9, 0],
    ],
  );
  for (let n = 0; n < 100; n += 1) run({ upserts: 1 });
  assert.equal(history.length, 60);
});

test("a witness is an id that can be asked for", () => {
  const batch = { kind: "full", started_at: "now", state: "s", deletions: [] };
  const written = ["first", "a", "b,c", "d e", "\u200b", "x".repeat(301)].map((id) => ({ id, data: "{}" }));
  assert.equal(parts.moved({ ...parts.EMPTY, epoch: 0 }, batch, written).witness, "a");
  assert.equal(parts.moved({ ...parts.EMPTY, epoch: 0 }, batch, written.slice(2)).witness, null);
});
