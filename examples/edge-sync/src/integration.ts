// One integration: its rows, its checkpoint, its schedule and its history, in one object with a single writer.

import { DurableObject } from "cloudflare:workers";
import { type Env, settingsOrDefaults } from "./env.ts";
import { feedOf } from "./outbox/feed.ts";
import { Self } from "./self.ts";
import type { Row, Store } from "./store.ts";
import { openStore } from "./stores.ts";
import type { Info, Summary } from "./summary.ts";
import { turn } from "./turn.ts";

export class Integration extends DurableObject<Env> {
  readonly #given: ReturnType<typeof settingsOrDefaults>;
  readonly #self: Self;
  /** The turn that is under way. */
  #work: Promise<void> | null = null;
  #abort = new AbortController();
  /** The fleet called during a turn. */
  #called = false;
  #opened: Store | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#given = settingsOrDefaults(env);
    this.#self = new Self(ctx.storage.kv, this.#given.settings);
  }

  /** Adds the integration, ordered by a person. */
  async add(name: string): Promise<Info> {
    if (!this.#self.isThere) {
      await this.#end();
      // A parallel call may have added it by now.
      if (this.#self.erasing) throw new Error("it is still being erased");
      if (!this.#self.isThere) this.#self.added(name);
      await this.#rest();
      await this.#report();
    }
    return this.#self.info;
  }

  /** Handles an event of Kombo. An unknown integration is added; a removed one stays removed. */
  async poke(name: string): Promise<void> {
    if (this.#self.name === null) await this.add(name);
    this.#self.move({ type: "poke" });
    await this.#rest();
  }

  async pause(): Promise<Info> {
    this.#abort.abort();
    return this.#ordered("pause", "paused");
  }

  async resume(): Promise<Info> {
    return this.#ordered("resume", "resumed");
  }

  /** Settles the candidates that a full run has not seen, by a person's decision. */
  async settle(missing: "gone" | "keep"): Promise<Info> {
    if (!this.#self.isThere) return this.#self.info;
    await this.#read(async (store) => this.#self.count(await store.settle(missing, Date.now())));
    return this.#ordered(null, `settled: ${missing}`);
  }

  /** Erases everything but the name, which stays removed; at once, or as soon as the store can be reached. */
  async remove(): Promise<void> {
    this.#abort.abort();
    this.#self.removing();
    await this.#rest();
    await this.#report();
    await this.#end();
    await this.#rest();
  }

  /** The current counts, or the last known ones when the store cannot be reached. */
  async info(): Promise<Info> {
    if (this.#self.isThere) await this.#read(async () => undefined).catch(() => undefined);
    return this.#self.info;
  }

  async candidates(after: string, limit: number): Promise<Row[]> {
    return this.#self.isThere ? this.#read((store) => store.page(after, limit)) : [];
  }

  /** The fleet has a place for this integration. */
  async called(): Promise<void> {
    this.#called = true;
    this.#self.move({ type: "called" });
    await this.#rest();
  }

  /** Checks for a missed time: sets a lost alarm again. */
  async wake(): Promise<Summary> {
    if (this.#work === null && ((await this.ctx.storage.getAlarm()) ?? Infinity) > Date.now()) await this.#rest();
    return this.#self.summary;
  }

  override async alarm(): Promise<void> {
    this.#work ??= this.#turn().finally(() => (this.#work = null));
    await this.#work;
    // Only at the end: an earlier alarm would replace the one that is delivered again when this process dies.
    await this.#rest();
  }

  async #turn(): Promise<void> {
    const { name, machine, erasing } = this.#self;
    if (erasing) return this.#erase();
    if (name === null || machine.until === null || machine.until > Date.now()) return;
    this.#abort = new AbortController();
    this.#called = false;
    await turn({ env: this.env, ...this.#given, name, self: this.#self, store: this.#store(), signal: this.#abort.signal });
    if (this.#called) this.#self.move({ type: "called" });
  }

  /** Waits until the current turn has ended, and erases what must be erased. */
  async #end(): Promise<void> {
    await this.#work?.catch(() => undefined);
    if (this.#self.erasing) await this.#erase();
  }

  async #erase(): Promise<void> {
    const { name } = this.#self;
    try {
      await this.#store().erase();
      if (name !== null) await feedOf(this.env)?.removed(name);
      this.#self.erased();
    } catch {
      // The alarm tries again.
    }
  }

  /** Applies a person's order at once, whatever is under way. */
  async #ordered(type: "pause" | "resume" | null, what: string): Promise<Info> {
    if (!this.#self.isThere) return this.#self.info;
    this.#self.note(what);
    if (type !== null) this.#self.move({ type });
    await this.#rest();
    await this.#report();
    return this.#self.info;
  }

  /** Saves the state and sets the alarm, unless an alarm is being handled, which does both at its end. */
  async #rest(): Promise<void> {
    this.#self.save();
    const { until } = this.#self.machine;
    if (this.#work !== null) return;
    if (this.#self.erasing) await this.ctx.storage.setAlarm(Date.now() + this.#given.settings.BUSY_MS);
    else if (until === null) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.max(until, Date.now()));
  }

  async #report(): Promise<void> {
    if (this.#self.name !== null) await this.env.FLEET.getByName("fleet").note(this.#self.name, this.#self.summary);
  }

  #store(): Store {
    return (this.#opened ??= openStore(this.ctx.storage, this.env, this.#self.name ?? "", this.#given.settings));
  }

  async #read<T>(read: (store: Store) => Promise<T>): Promise<T> {
    const store = this.#store();
    try {
      this.#self.count(await store.open(Date.now()));
      return await read(store);
    } finally {
      await store.close();
    }
  }
}
