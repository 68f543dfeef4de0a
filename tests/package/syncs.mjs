// Shared by the sync's tests: the sandbox with a clock, and a minimal store.

import assert from "node:assert/strict";
import { baseUrl, createSandbox } from "../sandbox/sandbox.mjs";
import { Kombo } from "./kit.mjs";

export const ID = "workday:sandbox";
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * A client and a sandbox with a shared clock that the test moves. Only with `dates` the server sends its date; the client's clock
 * is `ahead_ms` ahead.
 * @param {import("node:test").TestContext} t
 */
export function setUp(t, { ahead_ms = 0, dates = false, ...options } = {}) {
  const start = Date.parse("2025-06-01T00:00:00.000Z");
  t.mock.timers.enable({ apis: ["Date"], now: start + ahead_ms });
  const sandbox = createSandbox({ candidates: 60, plain: true, integrations: [ID, "lever:sandbox"], ...options });
  const events = [];
  const fetch = async (...parameters) => {
    const response = await sandbox.fetch(...parameters);
    if (!dates) response.headers.delete("date");
    return response;
  };
  const usual = { api_key: "sandbox-key", integration_id: ID, server_url: baseUrl("http://127.0.0.1"), fetch, retry: { base_ms: 0 } };
  const client = (more = {}) => new Kombo({ ...usual, on_event: (event) => events.push(event), ...more });
  const pass = (ms) => {
    t.mock.timers.setTime(Date.now() + ms);
    sandbox.now += ms;
  };
  return { sandbox, client, pass, events };
}

/** A user's store: records by id, and the state. */
export class Memory {
  records = new Map();
  seen = new Map();
  state = null;
  batches = 0;

  apply({ upserts, deletions, previous_state, state, started_at }) {
    assert.equal(previous_state, this.state);
    for (const record of upserts) this.records.set(record.id, { record });
    for (const { id, remote_deleted_at } of deletions) this.records.set(id, { remote_deleted_at });
    const ids = [...upserts, ...deletions].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) this.seen.set(id, started_at);
    this.state = state;
    this.batches += 1;
  }

  /** The ids of candidates that have applied. */
  applied() {
    return [...this.records].filter(([, { record }]) => record?.applications?.length > 0).map(([id]) => id);
  }

  /** The id of a candidate's first application. */
  application(id) {
    return this.records.get(id).record.applications[0].id;
  }

  async run(client, options = {}, request = { page_size: 7 }) {
    for await (const batch of client.ats.syncCandidates(request, { state: this.state, ...options })) {
      this.apply(batch);
      if (batch.done && batch.kind === "full") await this.#sweep(client, batch.started_at);
    }
    return this;
  }

  /** Asks by id for the records that a full run did not return. */
  async #sweep(client, started_at) {
    const missing = [...this.seen].filter(([, at]) => at !== started_at).map(([id]) => id);
    const [witness] = [...this.records].find(([id, { record }]) => record && this.seen.get(id) === started_at) ?? [];
    if (missing.length === 0 || witness === undefined) return;
    for (const id of (await client.ats.confirmDeleted(missing, { witness })).gone) this.records.delete(id), this.seen.delete(id);
  }

  /** Asserts that the store equals a full fetch now. */
  assertIs(sandbox) {
    const truth = sandbox
      .truth({ include_deleted: "true" })
      .map((record) => [record.id, record.applications === null || record.remote_deleted_at ? { remote_deleted_at: record.remote_deleted_at } : { record }]);
    assert.deepEqual(new Map([...this.records].sort()), new Map(truth.sort()));
  }
}
