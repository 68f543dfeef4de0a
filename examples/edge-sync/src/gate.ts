// Decides which integrations may send to Kombo now (pure): a number of places, a queue, and a limit of starts per second. A 429
// closes the gate for all. A refused key stops all until a probe of one integration succeeds.

import type { Settings } from "./env.ts";

export type Answer = { go: true } | { go: false; reason: "line" | "fleet"; wait_ms: number };

/** How a slice ended, as far as it concerns the others. `other`: another answer of Kombo, or no request. */
export type Outcome = { type: "ok" | "other" } | { type: "busy"; wait_ms: number } | { type: "stop"; code: string };

/** All are stopped, except for one probe each time `probe_at` has come. */
export interface Stopped {
  code: string;
  since: number;
  probe_at: number;
}

export class Gate {
  /** The integrations with a place, and the time at which it is free again without a `leave`. */
  #places = new Map<string, number>();
  /** The integrations that were called and have not entered yet. Each has a place until this time. */
  #called = new Map<string, number>();
  #line = new Set<string>();
  /** The times of the latest starts. */
  #starts: number[] = [];
  /** The integration that probes while all are stopped, or was called to. */
  #probing: string | null = null;
  closed_until = 0;

  constructor(
    private readonly settings: Settings,
    public stopped: Stopped | null = null,
  ) {}

  get running(): number {
    return this.#places.size;
  }
  get waiting(): number {
    return this.#line.size;
  }

  enter(id: string, now: number): Answer {
    this.#forget(now);
    const called = this.#called.delete(id);
    // A place that it still has is that of an earlier slice, which died with its process.
    this.#places.delete(id);
    if (this.stopped) {
      if (now < this.stopped.probe_at || (this.#probing !== null && this.#probing !== id)) return this.#hold(id, "fleet");
      this.stopped.probe_at = now + this.settings.PROBE_MS;
      this.#probing = id;
    } else if (now < this.closed_until || !(called || this.#isFree(now))) {
      return this.#hold(id, "line");
    }
    this.#line.delete(id);
    this.#places.set(id, now + 2 * this.settings.SLICE_MS + this.settings.TIMEOUT_MS);
    this.#starts.push(now);
    return { go: true };
  }

  leave(id: string, outcome: Outcome, now: number): void {
    this.#places.delete(id);
    this.#called.delete(id);
    const probed = this.#probing === id;
    if (probed) this.#probing = null;
    // Both queue again, to be called.
    if (outcome.type === "busy" || outcome.type === "stop") this.#line.add(id);
    if (outcome.type === "busy") this.closed_until = Math.max(this.closed_until, now + Math.max(outcome.wait_ms, this.settings.BUSY_MS));
    if (outcome.type === "stop") {
      const probe_at = now + this.settings.PROBE_MS;
      this.stopped = this.stopped ? { ...this.stopped, code: outcome.code, probe_at } : { code: outcome.code, since: now, probe_at };
    }
    // Only a probe counts: a slice that began before the refusal does not show that the key is right now.
    if (probed && (outcome.type === "ok" || outcome.type === "busy")) this.stopped = null;
  }

  /** Removes an integration. */
  drop(id: string): void {
    this.#line.delete(id);
    this.leave(id, { type: "other" }, 0);
  }

  /** A person declares the key right. */
  resume(): void {
    this.stopped = null;
    this.#probing = null;
    this.closed_until = 0;
  }

  /** Returns the integrations to call now. Each has a place for a moment. */
  call(now: number): string[] {
    this.#forget(now);
    const called: string[] = [];
    for (const id of this.#line) {
      const probe = this.stopped !== null && now >= this.stopped.probe_at && this.#probing === null;
      if (!probe && (this.stopped !== null || now < this.closed_until || !this.#isFree(now))) break;
      this.#line.delete(id);
      this.#called.set(id, now + this.settings.TIMEOUT_MS);
      called.push(id);
      if (!probe) continue;
      this.#probing = id;
      break;
    }
    return called;
  }

  /** The time of the next `call`; null when the queue is empty. */
  nextCall(now: number): number | null {
    if (this.#line.size === 0) return null;
    if (this.stopped) return this.#probing === null ? this.stopped.probe_at : (this.#until(this.#probing) ?? this.stopped.probe_at);
    if (now < this.closed_until) return this.closed_until;
    if (this.#places.size + this.#called.size < this.settings.PLACES) return now + 1000;
    // Integrations that leave trigger a call themselves. This time is for those that never leave.
    return Math.min(...this.#places.values(), ...this.#called.values());
  }

  #hold(id: string, reason: "line" | "fleet"): Answer {
    this.#line.add(id);
    return { go: false, reason, wait_ms: this.settings.CALL_MS };
  }

  #isFree(now: number): boolean {
    const { PLACES, STARTS_PER_SECOND } = this.settings;
    return this.#places.size + this.#called.size < PLACES && this.#starts.length + this.#called.size < STARTS_PER_SECOND && now >= this.closed_until;
  }

  /** The time until which its place is kept. */
  #until(id: string): number | undefined {
    return this.#places.get(id) ?? this.#called.get(id);
  }

  #forget(now: number): void {
    for (const list of [this.#places, this.#called]) for (const [id, until] of list) if (until <= now) list.delete(id);
    if (this.#probing !== null && this.#until(this.#probing) === undefined) this.#probing = null;
    this.#starts = this.#starts.filter((at) => at > now - 1000);
  }
}
