// One integration's records: the generated data set, what tests changed in it, and the two questions
// that the endpoint asks: a page from here, and everything that matches.

import { createData, DAY } from "./data.mjs";
import { matches } from "./filters.mjs";

/** After this long a deleted record loses its content. */
export const ANONYMISED_AFTER = 14 * DAY;

/** @typedef {{ record: Record<string, any>, facts: import("./data.mjs").Facts }} Entry */

export class Store {
  /** Records that were changed or added, whole; all others are made afresh each time. @type {Map<number, Entry>} */
  #changed = new Map();
  /** New names of jobs, stages and tags. @type {Map<string, string>} */
  #names = new Map();
  #added = 0;

  /**
   * @param {object} options
   * @param {number} options.seed
   * @param {number} options.size
   * @param {{ now: number }} options.clock shared with the sandbox: a test can move it
   * @param {number} options.epoch when the data set was made
   * @param {boolean} [options.plain]
   */
  constructor({ seed, size, clock, epoch, plain }) {
    this.data = createData({ seed, epoch, plain });
    this.clock = clock;
    this.size = size;
  }

  /** @param {number} i @returns {import("./data.mjs").Facts} */
  #facts(i) {
    const facts = this.#changed.get(i)?.facts ?? this.data.facts(i);
    return this.#isAnonymous(facts) ? { ...facts, remote_id: null, first_name: null, last_name: null, emails: [], job_ids: [] } : facts;
  }

  /** @param {import("./data.mjs").Facts} facts */
  #isAnonymous(facts) {
    return facts.deleted !== null && this.clock.now - facts.deleted >= ANONYMISED_AFTER;
  }

  /** The record as it is sent. @param {number} i */
  served(i) {
    const entry = this.#changed.get(i);
    const facts = entry?.facts ?? this.data.facts(i);
    const record = entry ? structuredClone(entry.record) : this.data.candidate(i);
    // Anonymised: the fields stay, and all but the id are null.
    if (this.#isAnonymous(facts)) return Object.fromEntries(Object.keys(record).map((key) => [key, key === "id" ? record.id : null]));
    if (this.#names.size > 0) {
      for (const thing of [...record.tags, ...record.applications.flatMap((/** @type {any} */ a) => [a.job, a.current_stage])]) {
        if (thing && this.#names.has(thing.id)) thing.name = this.#names.get(thing.id);
      }
    }
    return record;
  }

  /** Where records with these ids are, in order. @param {string[]} ids */
  #positions(ids) {
    const found = new Set(ids.map((id) => this.data.indexOf(id)).filter((i) => i >= 0 && i < this.size));
    return [...found].sort((a, b) => a - b);
  }

  /**
   * The positions that match, from a position on, in order.
   * @param {import("./filters.mjs").Filters | null} filters
   * @param {number} from
   */
  *#matching(filters, from) {
    if (filters === null) return;
    if (filters.ids) {
      for (const i of this.#positions(filters.ids)) if (i >= from && matches(this.#facts(i), filters)) yield i;
      return;
    }
    for (let i = from; i < this.size; i++) if (matches(this.#facts(i), filters)) yield i;
  }

  /**
   * @param {import("./filters.mjs").Filters | null} filters
   * @param {number} from
   * @param {number} limit
   * @returns {{ records: Record<string, any>[], next: number | null }} `next` is where the following page begins
   */
  page(filters, from, limit) {
    const records = [];
    for (const i of this.#matching(filters, from)) {
      // One match beyond the page: there is a next one, and it is not empty.
      if (records.length === limit) return { records, next: i };
      records.push(this.served(i));
    }
    return { records, next: null };
  }

  /** Every matching record, in the order of the walk. @param {import("./filters.mjs").Filters | null} filters */
  all(filters) {
    return Array.from(this.#matching(filters, 0), (i) => this.served(i));
  }

  // What tests do to the data. `at` is the time of the change, by default now.

  /** @param {string} id */
  #entry(id) {
    const [i] = this.#positions([id]);
    if (i === undefined) throw new Error(`no candidate with the id ${id}`);
    let entry = this.#changed.get(i);
    if (!entry) this.#changed.set(i, (entry = { record: this.data.candidate(i), facts: this.data.facts(i) }));
    return entry;
  }

  /** Brings the facts in line with the record. @param {Entry} entry */
  #refresh({ record, facts }) {
    Object.assign(facts, {
      remote_id: record.remote_id,
      first_name: record.first_name,
      last_name: record.last_name,
      emails: (record.email_addresses ?? []).flatMap((/** @type {any} */ item) => item.email_address ?? []),
      job_ids: record.applications.flatMap((/** @type {any} */ application) => application.job?.id ?? []),
    });
  }

  /** A change of the record itself: moves `changed_at`. @param {Entry} entry @param {number} at */
  #changedAt(entry, at) {
    entry.facts.changed = at;
    entry.record.changed_at = new Date(at).toISOString();
    this.#refresh(entry);
  }

  /** A change of what hangs on it: matches `updated_after` and leaves `changed_at` alone. @param {Entry} entry @param {number} at */
  #relatedAt(entry, at) {
    entry.facts.related = Math.max(entry.facts.related, at);
    this.#refresh(entry);
  }

  /** @param {Record<string, any>} [patch] @param {number} [at] @returns {string} the new candidate's id; it comes last */
  create(patch = {}, at = this.clock.now) {
    const i = this.size++;
    const facts = this.data.facts(i);
    const entry = { record: { ...this.data.candidate(i), remote_deleted_at: null, ...patch, id: facts.id }, facts: { ...facts, deleted: null } };
    this.#changed.set(i, entry);
    this.#changedAt(entry, at);
    return facts.id;
  }

  /** @param {string} id @param {Record<string, any>} patch @param {number} [at] */
  update(id, patch, at = this.clock.now) {
    const entry = this.#entry(id);
    Object.assign(entry.record, patch, { id });
    this.#changedAt(entry, at);
  }

  /** @param {string} id @param {number} [at] */
  delete(id, at = this.clock.now) {
    const entry = this.#entry(id);
    entry.facts.deleted = at;
    entry.record.remote_deleted_at = new Date(at).toISOString();
    this.#changedAt(entry, at);
  }

  /** @param {string} id @param {Record<string, any>} [patch] @param {number} [at] @returns {string} the application's id */
  addApplication(id, patch = {}, at = this.clock.now) {
    const entry = this.#entry(id);
    const date = new Date(at).toISOString();
    // Generated applications are numbered upwards from 0: these come from the other end.
    const application = { id: this.data.applicationId(4294967295 - this.#added++), remote_id: null, outcome: "PENDING", rejection_reason_name: null, rejected_at: null, remote_url: null, changed_at: date, remote_created_at: date, remote_updated_at: date, current_stage: { ...this.data.stages[0] }, job: { ...this.data.jobs[0] }, ...patch };
    entry.record.applications.push(application);
    this.#relatedAt(entry, at);
    return application.id;
  }

  /** A change of the application record, by default only of its date. @param {string} id @param {string} applicationId @param {Record<string, any>} [patch] @param {number} [at] */
  touchApplication(id, applicationId, patch = {}, at = this.clock.now) {
    const entry = this.#entry(id);
    const application = entry.record.applications.find((/** @type {any} */ a) => a.id === applicationId);
    if (!application) throw new Error(`no application with the id ${applicationId}`);
    Object.assign(application, patch, { changed_at: new Date(at).toISOString() });
    this.#relatedAt(entry, at);
  }

  /** @param {string} id @param {string} applicationId @param {number} [at] */
  removeApplication(id, applicationId, at = this.clock.now) {
    const entry = this.#entry(id);
    entry.record.applications = entry.record.applications.filter((/** @type {any} */ a) => a.id !== applicationId);
    this.#relatedAt(entry, at);
  }

  /** @param {string} id @param {{ id: string, name: string | null, remote_id: string | null }} [tag] @param {number} [at] */
  addTag(id, tag = { ...this.data.tags[0] }, at = this.clock.now) {
    const entry = this.#entry(id);
    entry.record.tags.push({ ...tag });
    this.#relatedAt(entry, at);
  }

  /** @param {string} id @param {string} tagId @param {number} [at] */
  removeTag(id, tagId, at = this.clock.now) {
    const entry = this.#entry(id);
    entry.record.tags = entry.record.tags.filter((/** @type {any} */ tag) => tag.id !== tagId);
    this.#relatedAt(entry, at);
  }

  /**
   * Renames a job, a stage or a tag wherever it appears. The contract's table says that no candidate counts
   * as updated by it, so no date moves.
   * @param {string} thingId
   * @param {string} name
   */
  rename(thingId, name) {
    this.#names.set(thingId, name);
  }
}
