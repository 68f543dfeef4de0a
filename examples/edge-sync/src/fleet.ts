// The single object for all integrations: it admits them to Kombo, calls those that wait, and wakes those that missed their time.

import { DurableObject } from "cloudflare:workers";
import { type Env, type Settings, settingsOrDefaults } from "./env.ts";
import { type Answer, Gate, type Outcome, type Stopped } from "./gate.ts";
import { type Counted, type Listed, Roster } from "./roster.ts";
import type { Summary } from "./summary.ts";

/** How many integrations are called or checked at once. Each is a subrequest. */
const AT_ONCE = 200;

export interface Status extends Counted {
  stopped: Stopped | null;
  closed_until: number | null;
  running: number;
  line: number;
  places: number;
}

export class Fleet extends DurableObject<Env> {
  readonly #settings: Settings;
  readonly #gate: Gate;
  readonly #roster: Roster;
  /** The integrations that waited when the key was put right, and are still to be called. */
  #released: string[] = [];

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#settings = settingsOrDefaults(env).settings;
    this.#gate = new Gate(this.#settings, ctx.storage.kv.get<Stopped>("stopped") ?? null);
    this.#roster = new Roster(ctx.storage.sql);
  }

  async enter(id: string): Promise<Answer> {
    const answer = this.#gate.enter(id, Date.now());
    if (!answer.go) await this.#plan();
    return answer;
  }

  async leave(id: string, outcome: Outcome, summary: Summary): Promise<void> {
    const before = this.#gate.stopped;
    this.#gate.leave(id, outcome, Date.now());
    this.#keep(before);
    this.#record(id, summary);
    await this.#go();
  }

  /** Stores the summary of an integration outside its turns. */
  async note(id: string, summary: Summary): Promise<void> {
    this.#record(id, summary);
    await this.#plan();
  }

  /** A person declares the key right. */
  async resume(): Promise<void> {
    const before = this.#gate.stopped;
    this.#gate.resume();
    this.#keep(before);
    await this.#go();
  }

  async status(most: number): Promise<Status> {
    const { stopped, closed_until, running, waiting } = this.#gate;
    return {
      stopped,
      closed_until: closed_until > Date.now() ? closed_until : null,
      running,
      line: waiting,
      places: this.#settings.PLACES,
      ...this.#roster.count(most),
    };
  }

  async list(after: string, limit: number): Promise<Listed[]> {
    return this.#roster.list(after, limit);
  }

  override async alarm(): Promise<void> {
    const watch = this.ctx.storage.kv.get<number>("watch") ?? 0;
    if (Date.now() >= watch) await this.#watch();
    await this.#go();
  }

  #record(id: string, summary: Summary): void {
    if (summary.phase !== "removed") {
      this.#roster.note(id, summary);
      return;
    }
    this.#gate.drop(id);
    this.#roster.remove(id);
  }

  /** Stores whether the key is refused, so that it survives this process. When it is right again, lists those that waited. */
  #keep(before: Stopped | null): void {
    const { stopped } = this.#gate;
    if (stopped !== before || stopped !== null) this.ctx.storage.kv.put("stopped", stopped);
    if (before !== null && stopped === null) this.#released = this.#roster.stopped();
  }

  /** Calls the integrations that may work now. */
  async #go(): Promise<void> {
    const ids = [...this.#gate.call(Date.now()), ...this.#released.splice(0, AT_ONCE)];
    await this.#plan();
    // The alarms of the integrations make up for a lost call.
    if (ids.length > 0) this.ctx.waitUntil(Promise.allSettled(ids.map((id) => this.env.INTEGRATION.getByName(id).called())));
  }

  /** Wakes integrations that missed their time, one part of the list at a time. */
  async #watch(): Promise<void> {
    const { kv } = this.ctx.storage;
    const { ids, next } = this.#roster.late(kv.get<string>("watched") ?? "", AT_ONCE, Date.now() - this.#settings.CALL_MS);
    const answers = await Promise.allSettled(ids.map(async (id) => [id, await this.env.INTEGRATION.getByName(id).wake()] as const));
    for (const answer of answers) if (answer.status === "fulfilled") this.#record(...answer.value);
    kv.put("watched", next ?? "");
    kv.put("watch", next === null ? Date.now() + this.#settings.WATCH_MS : Date.now());
  }

  /** Sets the next alarm: for the queue, the next probe, or the watch. */
  async #plan(): Promise<void> {
    const now = Date.now();
    const watch = this.ctx.storage.kv.get<number>("watch") ?? now;
    const at = Math.min(this.#released.length > 0 ? now : Infinity, this.#gate.nextCall(now) ?? Infinity, watch);
    const planned = await this.ctx.storage.getAlarm();
    if (planned === null || planned > at) await this.ctx.storage.setAlarm(Math.max(at, now));
  }
}
