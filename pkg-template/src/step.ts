// Fetches one page: executes the module's commands one by one and returns each result to the module.
//
// The caller's functions, the timers and the requests run here. While they run, no frame of the module is on the stack. The
// module's memory for the page is freed when the step ends, also when it ends with an error.

import { KomboError } from "./error.ts";
import { candidate, list } from "./generated/rows.ts";
import { ignoreErrors } from "./ignore.ts";
import { type Instance, instance } from "./instance.ts";
import { loadMask, maskedIssues, secretOf } from "./masking.ts";
import { type Answer, type End, type ErrorDetails, line, type PageData, type Send, type Turn, type Walk } from "./module.ts";
import { isAborted, onAbort } from "./signals.ts";
import type { Source } from "./source.ts";
import { isConnectionFailure } from "./thrown.ts";
import type { Start } from "./trail.ts";
import { Transfer } from "./transfer.ts";
import type * as types from "./types.ts";

/** The result of a step: a page with its content, the budget that ended the walk, or nothing if the step was cancelled. */
export type Outcome = Pick<End, "page" | "stopped"> & {
  content: unknown;
  /** Creates the error to throw. It is created when the page is requested, so that its stack shows the caller's line. */
  failure: (() => unknown) | undefined;
};

const CANCELLED: Outcome = { page: null, stopped: null, content: undefined, failure: undefined };

/** The result of an await: a value, or what was thrown. */
type Settled<T> = { failed: false; value: T } | { failed: true; value: unknown };
const decoder = new TextDecoder();

/** The members of the event of a failure. No text of the server: an unknown code is in `server`. */
const FAILURE = ["type", "page", "attempts", "kind", "status", "code", "retryable"];

/** Never settles. */
const never = () => new Promise<never>(() => {});

export class Step {
  readonly start: Start;
  /** Never rejects. The error of a prefetched page is thrown when that page is requested. */
  readonly outcome: Promise<Outcome>;
  /** When the current wait times out at the latest, by `performance.now()`. */
  expires_at = performance.now() + 60_000;
  readonly #source: Source;
  #endWait: (() => void) | undefined;
  #isCancelled = false;
  #cause: unknown;
  /** The keys that this step has sent. The server's texts may contain them. */
  #secret: string;
  #network_ms = 0;
  /** The received body, until it is copied into the module. */
  #body: Transfer | undefined;

  constructor(source: Source, start: Start) {
    this.#source = source;
    this.#secret = source.sent.secret;
    this.start = start;
    this.outcome = this.#run().catch((thrown: unknown) => ({
      ...CANCELLED,
      failure: () => {
        // The module could not be loaded, or trapped. Anything else is the reason of an abort.
        if (!isAborted(source.signal)) this.#emitFailure({ kind: "internal" });
        return thrown;
      },
    }));
  }

  /** Ends the step and aborts its request. */
  cancel(): void {
    this.#isCancelled = true;
    this.#endWait?.();
  }

  /** Creates the error to throw, with this step's cause and masked keys, and emits its event. */
  error(details: ErrorDetails): KomboError {
    this.#emitFailure(details);
    return new KomboError(details, this.#cause, this.#secret);
  }

  #emitFailure(details: Partial<ErrorDetails>): void {
    const event = { attempts: 0, retryable: false, ...details, type: "failure", page: this.start.pages + 1 };
    ignoreErrors(() => this.#source.on_event?.(JSON.parse(JSON.stringify(event, FAILURE)) as types.KomboEvent));
  }

  async #run(): Promise<Outcome> {
    const { signal, on_event } = this.#source;
    const module = await instance();
    await loadMask(this.#secret);
    const isActive = () => {
      if (isAborted(signal)) throw signal?.reason;
      return !this.#isCancelled;
    };
    if (!isActive()) return CANCELLED;
    const walk = module.open();
    let [check_ms, parse_ms, content]: [number, number, unknown] = [0, 0, undefined];
    try {
      let answer: Answer | undefined;
      for (;;) {
        const before = performance.now();
        const turn: Turn = answer ? resume(module, walk, this.#writeBody(module, walk, answer), before) : begin(module, walk, this.#source, this.start, before);
        const now = performance.now();
        check_ms += now - before;
        for (const event of turn.events) {
          ignoreErrors(() => on_event?.(event));
          if (!isActive()) return CANCELLED;
        }
        answer = ["done"];
        switch (turn.command) {
          case "ask_key":
            answer = await this.#askKey(turn.timeout_ms);
            break;
          case "send":
            this.#source.sent.secret = this.#secret = secretOf(turn.headers, this.#secret);
            await loadMask(this.#secret);
            if (!isActive()) return CANCELLED;
            answer = await this.#send(turn);
            break;
          case "wait":
            await this.#wait(turn.ms, never);
            break;
          case "take": {
            const text = module.bytes(turn.at, turn.length);
            try {
              content = this.#source.lines ? text.slice() : JSON.parse(decoder.decode(text));
              if (turn.has_rows) list(candidate, (content as types.CandidatePage["result"]).data.results);
            } catch (thrown) {
              this.#cause = thrown;
              answer = ["out_of_memory"];
            }
            parse_ms = performance.now() - now;
            break;
          }
          case "end":
            this.start.requests = turn.requests;
            if (turn.error) return { ...CANCELLED, failure: this.error.bind(this, turn.error) };
            return { ...CANCELLED, page: this.#page(turn.page, { network_ms: this.#network_ms, check_ms, parse_ms }), stopped: turn.stopped, content };
          case "none":
            return CANCELLED;
        }
        if (!isActive()) return CANCELLED;
        // Another walk's call trapped in the meantime.
        if (module.dead) return await this.#run();
      }
    } finally {
      module.close(walk);
    }
  }

  #page(page: PageData | null, timing: PageData["meta"]["timing"]): PageData | null {
    return page && { ...page, issues: maskedIssues(page.issues, this.#secret), meta: { ...page.meta, timing } };
  }

  async #askKey(ms: number): Promise<Answer> {
    const settled = await this.#wait(ms, async () => this.#source.api_key?.());
    if (!settled) return ["timeout"];
    this.#cause = settled.failed ? settled.value : undefined;
    if (settled.failed) return [isConnectionFailure(settled.value) ? "network" : "fetch_threw"];
    return typeof settled.value === "string" ? ["key", settled.value] : ["key"];
  }

  async #send(request: Send): Promise<Answer> {
    const transfer = new Transfer();
    const before = performance.now();
    const settled = await this.#wait(request.timeout_ms, () => transfer.run(this.#source.fetch, request, this.#secret));
    this.#network_ms = performance.now() - before;
    this.#cause = transfer.cause;
    const answer = settled?.value as Answer | undefined;
    if (!answer) {
      transfer.stop();
      return ["timeout"];
    }
    this.#source.sent.head = answer[3];
    if (answer[0] === "response") this.#body = transfer;
    return answer;
  }

  /** Copies the body into the module right before the check, so that concurrent walks do not hold their bodies there at once. */
  #writeBody(module: Instance, walk: Walk, answer: Answer): Answer {
    const body = this.#body;
    this.#body = undefined;
    const room = body && module.room(walk, body.length);
    if (body && !room) answer[0] = "out_of_memory";
    else if (room && !body?.copyTo(room)) answer[0] = "body_changed";
    return answer;
  }

  /** Awaits the work. Resolves with undefined on a timeout, when the signal aborts, or when the step is cancelled. */
  #wait<T>(ms: number, work: () => Promise<T>): Promise<Settled<T> | undefined> {
    const { signal } = this.#source;
    let unfollow: (() => void) | undefined;
    return new Promise((resolve) => {
      const end = (settled?: Settled<T>) => {
        clearTimeout(timer);
        unfollow?.();
        this.#endWait = undefined;
        resolve(settled);
      };
      const endWait = () => end();
      this.expires_at = performance.now() + ms;
      const timer = setTimeout(endWait, ms);
      this.#endWait = endWait;
      unfollow = signal && onAbort(signal, endWait);
      // A mock signal may call its listener synchronously.
      if (!this.#endWait) unfollow?.();
      work().then(
        (value) => end({ failed: false, value }),
        (value: unknown) => end({ failed: true, value }),
      );
    });
  }
}

/** Runs a walk up to its first request and returns that request. The proxy sends it itself. */
export async function draft(module: Instance, source: Source, start: Start): Promise<Send> {
  const walk = module.open();
  try {
    const now = performance.now();
    let turn = begin(module, walk, source, start, now);
    if (turn.command === "ask_key") turn = resume(module, walk, ["key", (await source.api_key?.()) as string], now);
    if (turn.command === "send") return turn;
    throw new KomboError((turn as End).error ?? { kind: "internal", message: "the walk did not begin" }, undefined, source.sent.secret);
  } finally {
    module.close(walk);
  }
}

/** The first command. */
function begin(module: Instance, walk: Walk, source: Source, start: Start, now: number): Turn {
  const { cursor, pages, requests, repeated } = start;
  const started_ms = (start.started_ms ??= now);
  // As JSON: a lone surrogate would be lost in the UTF-8 encoding.
  const position = { repeated, cursor: cursor && JSON.stringify(cursor) };
  const refused = module.callText(walk, source.options(position), (exports, id) => exports.begin(id, pages, requests, started_ms));
  return refused ? (JSON.parse(refused) as Turn) : resume(module, walk, ["done"], now);
}

function resume(module: Instance, walk: Walk, [ended, value, status, headers = []]: Answer, now: number): Turn {
  const input = [ended, value, status, ...headers]
    .filter((part) => part !== undefined)
    .map(line)
    .join("\n");
  // Only the result of a request needs the time and a random number. With `cacheComponents`, Next.js does not prerender a
  // component that reads either of them before its first `fetch`.
  const [epoch_ms, random] = ended === "done" ? [0, 0] : [Date.now(), Math.random()];
  return JSON.parse(module.callText(walk, input, (exports, id) => exports.resume(id, now, epoch_ms, random))) as Turn;
}
