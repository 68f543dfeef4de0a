// The records of one integration: the generated data set and the changes to it. The endpoint reads one page of the matching
// records from a position; tests read all of them.

import { asSent } from "./copy.ts";
import type { Data, Facts } from "./data.ts";
import { createData, DAY } from "./data.ts";
import type { Filters } from "./filters.ts";
import { matches } from "./filters.ts";
import type { Application, CandidateRecord, NamedObject } from "./record.ts";
import type { CandidateFields, SandboxIntegration } from "./types.ts";

/** The time between the deletion of a record and its anonymisation, in milliseconds. */
export const ANONYMISED_AFTER = 14 * DAY;

interface Entry {
  record: CandidateRecord;
  facts: Facts;
}

interface StoreOptions {
  seed: number;
  /** The number of generated candidates. */
  size: number;
  /** The sandbox's time, which a test may move. */
  clock: { now: number };
  /** When the data set was made, in milliseconds. */
  epoch: number;
  plain: boolean;
}

/** The objects of a list. A caller's record may have any value here, because tests use broken records too. */
const listOf = <T extends object>(value: T[] | null | undefined): T[] =>
  Array.isArray(value) ? value.filter((item: T | null) => typeof item === "object" && item !== null) : [];

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const dateOf = (value: unknown, otherwise: number | null) => {
  const ms = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? otherwise : ms;
};

export class Store implements SandboxIntegration {
  readonly data: Data;
  readonly #clock: { now: number };
  #size: number;
  #added = 0;
  /** The records that were changed or added. All others are generated each time. */
  #changed = new Map<number, Entry>();
  /** The positions of records with ids that the caller chose. */
  #own = new Map<string, number>();
  /** The positions of records that are gone without a trace. */
  #forgotten = new Set<number>();
  /** New names of jobs, stages and tags. */
  #names = new Map<string, string>();

  constructor({ seed, size, clock, epoch, plain }: StoreOptions) {
    this.data = createData({ seed, epoch, plain });
    this.#clock = clock;
    this.#size = size;
  }

  #facts(i: number): Facts {
    const facts = this.#changed.get(i)?.facts ?? this.data.facts(i);
    return this.#isAnonymous(facts) ? { ...facts, remote_id: null, first_name: null, last_name: null, emails: [], job_ids: [] } : facts;
  }

  #isAnonymous(facts: Facts) {
    return facts.deleted !== null && this.#clock.now - facts.deleted >= ANONYMISED_AFTER;
  }

  /** The record as it is sent, anonymised and renamed where needed. */
  served(i: number): CandidateRecord {
    const entry = this.#changed.get(i);
    const facts = entry?.facts ?? this.data.facts(i);
    const record = entry ? structuredClone(entry.record) : this.data.candidate(i);
    // An anonymised record keeps its fields; all but the id are null.
    if (this.#isAnonymous(facts)) for (const field of Object.keys(record)) if (field !== "id") record[field] = null;
    if (this.#names.size > 0) this.#rename(record);
    return record;
  }

  #rename(record: CandidateRecord) {
    const parts = listOf(record.applications).flatMap(({ job, current_stage }) => [job, current_stage]);
    for (const part of [...listOf(record.tags), ...parts]) if (part && this.#names.has(part.id)) part.name = this.#names.get(part.id);
  }

  /** The positions of the records with these ids, in order. */
  #positions(ids: readonly string[]) {
    const at = (id: string) => {
      const i = this.#own.get(id) ?? this.data.indexOf(id);
      return i >= 0 && i < this.#size && !this.#forgotten.has(i) && this.#facts(i).id === id ? [i] : [];
    };
    return [...new Set(ids.flatMap(at))].sort((a, b) => a - b);
  }

  /** The positions of matching records at or after `from`, in order. */
  *#matching(filters: Filters | null, from: number) {
    if (filters === null) return;
    if (filters.ids) {
      for (const i of this.#positions(filters.ids)) if (i >= from && matches(this.#facts(i), filters)) yield i;
      return;
    }
    for (let i = from; i < this.#size; i++) if (!this.#forgotten.has(i) && matches(this.#facts(i), filters)) yield i;
  }

  /** A page. `next` is the position of the following page. */
  page(filters: Filters | null, from: number, limit: number) {
    const records: CandidateRecord[] = [];
    for (const i of this.#matching(filters, from)) {
      // A match after the full page: there is a next page, and it is not empty.
      if (records.length === limit) return { records, next: i };
      records.push(this.served(i));
    }
    return { records, next: null };
  }

  /** Every matching record, in the order of the walk. */
  all(filters: Filters | null) {
    return Array.from(this.#matching(filters, 0), (i) => this.served(i));
  }

  // Changes by tests. `at` is the time of the change; the default is now.

  /** The position of the record with this id. */
  #at(id: string): number {
    const [i] = this.#positions([id]);
    if (i === undefined) throw new Error(`the sandbox has no candidate with the id ${JSON.stringify(id)}`);
    return i;
  }

  #entry(id: string) {
    const i = this.#at(id);
    let entry = this.#changed.get(i);
    if (!entry) this.#changed.set(i, (entry = { record: this.data.candidate(i), facts: this.data.facts(i) }));
    return entry;
  }

  /** Updates the facts after a change of the record. */
  #refresh({ record, facts }: Entry) {
    facts.remote_id = textOf(record.remote_id);
    facts.first_name = textOf(record.first_name);
    facts.last_name = textOf(record.last_name);
    facts.emails = listOf(record.email_addresses).flatMap(({ email_address }) => textOf(email_address) ?? []);
    facts.job_ids = listOf(record.applications).flatMap(({ job }) => job?.id ?? []);
    facts.deleted = dateOf(record.remote_deleted_at, null);
  }

  /** A change of the record itself: moves `changed_at`. */
  #changedAt(entry: Entry, at: number) {
    entry.facts.changed = at;
    entry.record.changed_at = new Date(at).toISOString();
    this.#refresh(entry);
  }

  /** A change of an application or a tag: matches `updated_after` and does not move `changed_at`. */
  #relatedAt(entry: Entry, at: number) {
    entry.facts.related = Math.max(entry.facts.related, at);
    this.#refresh(entry);
  }

  create(given: CandidateFields = {}, at = this.#clock.now): string {
    const fields = asSent(given, "create: the candidate");
    const i = this.#size;
    const facts = this.data.facts(i);
    const id = fields.id ?? facts.id;
    if (this.#positions([id]).length > 0) throw new Error(`the sandbox has a candidate with the id ${JSON.stringify(id)} already`);
    this.#size += 1;
    if (id !== facts.id) this.#own.set(id, i);
    const record = { ...this.data.candidate(i), remote_deleted_at: null, ...fields, id } as CandidateRecord;
    const entry = { record, facts: { ...facts, id } };
    this.#changed.set(i, entry);
    this.#changedAt(entry, at);
    return id;
  }

  update(id: string, fields: CandidateFields, at = this.#clock.now) {
    const entry = this.#entry(id);
    entry.record = { ...entry.record, ...asSent(fields, "update: the candidate"), id } as CandidateRecord;
    this.#changedAt(entry, at);
  }

  delete(id: string, at = this.#clock.now) {
    this.update(id, { remote_deleted_at: new Date(at).toISOString() }, at);
  }

  forget(id: string) {
    const i = this.#at(id);
    this.#forgotten.add(i);
    this.#changed.delete(i);
    this.#own.delete(id);
  }

  addApplication(id: string, fields: Record<string, unknown> = {}, at = this.#clock.now): string {
    const entry = this.#entry(id);
    const date = new Date(at).toISOString();
    const application: Application = {
      // Generated applications have numbers from 0 upwards, added ones from 2^32 - 1 downwards.
      id: this.data.applicationId(4294967295 - this.#added++),
      remote_id: null,
      outcome: "PENDING",
      rejection_reason_name: null,
      rejected_at: null,
      remote_url: null,
      changed_at: date,
      remote_created_at: date,
      remote_updated_at: date,
      current_stage: this.data.stages[0] ? { ...this.data.stages[0] } : null,
      job: this.data.jobs[0] ? { ...this.data.jobs[0] } : null,
      ...asSent(fields, "addApplication: the application"),
    };
    entry.record.applications = [...listOf(entry.record.applications), application];
    this.#relatedAt(entry, at);
    return application.id;
  }

  touchApplication(id: string, application_id: string, fields: Record<string, unknown> = {}, at = this.#clock.now) {
    const entry = this.#entry(id);
    const applications = listOf(entry.record.applications);
    if (!applications.some((one) => one.id === application_id))
      throw new Error(`the candidate has no application with the id ${JSON.stringify(application_id)}`);
    const changes = { ...asSent(fields, "touchApplication: the application"), changed_at: new Date(at).toISOString() };
    entry.record.applications = applications.map((one) => (one.id === application_id ? { ...one, ...changes } : one));
    this.#relatedAt(entry, at);
  }

  removeApplication(id: string, application_id: string, at = this.#clock.now) {
    const entry = this.#entry(id);
    entry.record.applications = listOf(entry.record.applications).filter((one) => one.id !== application_id);
    this.#relatedAt(entry, at);
  }

  addTag(id: string, tag: NamedObject = this.data.tags[0] ?? { id }, at = this.#clock.now) {
    const entry = this.#entry(id);
    entry.record.tags = [...listOf(entry.record.tags), asSent(tag, "addTag: the tag")];
    this.#relatedAt(entry, at);
  }

  removeTag(id: string, tag_id: string, at = this.#clock.now) {
    const entry = this.#entry(id);
    entry.record.tags = listOf(entry.record.tags).filter((tag) => tag.id !== tag_id);
    this.#relatedAt(entry, at);
  }

  /** Renames a job, a stage or a tag. By the contract this does not update a candidate, so no date moves. */
  rename(id: string, name: string) {
    this.#names.set(id, name);
  }
}
