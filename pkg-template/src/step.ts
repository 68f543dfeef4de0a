// The way to one page: does what the module says, command by command, and answers it.
//
// Here run the caller's functions, the timers and the requests, and no frame of the module is on the stack meanwhile. What
// the module holds for the page is freed when the way ends, however it ends.

import { maskedIssues, openDoor, secretOf } from "./door.ts";
import { KomboError } from "./error.ts";
import { ignoreErrors } from "./ignore.ts";
import { type Instance, instance } from "./instance.ts";
import { type Answer, type End, type ErrorDetails, line, type PageData, type Send, type Turn, type Walk } from "./module.ts";
import { isAborted, onAbort } from "./signals.ts";
import type { Source } from "./source.ts";
import type { Start } from "./trail.ts";
import { Transfer } from "./transfer.ts";

/** What a step comes to: a page with its document or its lines, a budget's end, or nothing, because it was left. */
export type Outcome = Pick<End, "page" | "stopped"> & {
  content: unknown;
  /** What to throw. An error is made when somebody waits for it, so that its stack leads to them. */
  failure?: () => unknown;
};

const LEFT: Outcome = { page: null, stopped: null, content: undefined };

/** How an await ended: with a value, or with what was thrown. */
type Ended<T> = { failed: false; value: T } | { failed: true; value: unknown };
const decoder = new TextDecoder();

/** Never settles. */
const never = () => new Promise<never>(() => {});

export class Step {
  readonly start: Start;
  /** Never rejects: a look-ahead that fails is told when its page is asked for. */
  readonly outcome: Promise<Outcome>;
  /** When what is awaited ends by itself at the latest. */
  expires_at = performance.now() + 60_000;
  readonly #source: Source;
  #cancel: (() => void) | undefined;
  #left = false;
  #cause: unknown;
  /** The key that this step has sent, which the server's texts may repeat. */
  #secret: string;
  #network_ms = 0;
  /** What has come, until the module gets it. */
  #body: Transfer | undefined;

  constructor(source: Source, start: Start) {
    this.#source = source;
    this.#secret = source.sent.secret;
    this.start = start;
    this.outcome = this.#run().catch((thrown: unknown) => ({ ...LEFT, failure: () => thrown }));
  }

  /** Ends it; what is in flight is aborted. */
  leave(): void {
    this.#left = true;
    this.#cancel?.();
  }

  /** An error of this step. */
  error(details: ErrorDetails): KomboError {
    return new KomboError(details, this.#cause, this.#secret);
  }

  async #run(): Promise<Outcome> {
    const { signal, on_event } = this.#source;
    const module = await instance();
    await openDoor(this.#secret);
    const goesOn = () => {
      if (isAborted(signal)) throw signal?.reason;
      return !this.#left;
    };
    if (!goesOn()) return LEFT;
    const walk = module.open();
    let [check_ms, parse_ms, content]: [number, number, unknown] = [0, 0, undefined];
    try {
      let answer: Answer | undefined;
      for (;;) {
        const before = performance.now();
        const turn: Turn = answer ? resume(module, walk, this.#handIn(module, walk, answer), before) : begin(module, walk, this.#source, this.start, before);
        const now = performance.now();
        check_ms += now - before;
        for (const event of turn.events) {
          ignoreErrors(() => on_event?.(event));
          if (!goesOn()) return LEFT;
        }
        answer = ["done"];
        switch (turn.command) {
          case "ask_key":
            answer = await this.#askKey(turn.timeout_ms);
            break;
          case "send":
            this.#source.sent.secret = this.#secret = secretOf(turn.headers, this.#secret);
            await openDoor(this.#secret);
            if (!goesOn()) return LEFT;
            answer = await this.#send(turn);
            break;
          case "wait":
            await this.#until(turn.ms, never);
            break;
          case "take": {
            const text = module.bytes(turn.at, turn.length);
            try {
              content = this.#source.lines ? text.slice() : JSON.parse(decoder.decode(text));
            } catch (thrown) {
              this.#cause = thrown;
              answer = ["out_of_memory"];
            }
            parse_ms = performance.now() - now;
            break;
          }
          case "end":
            this.start.requests = turn.requests;
            if (turn.error) return { ...LEFT, failure: this.error.bind(this, turn.error) };
            return { page: this.#page(turn.page, { network_ms: this.#network_ms, check_ms, parse_ms }), stopped: turn.stopped, content };
          case "none":
            return LEFT;
        }
        if (!goesOn()) return LEFT;
        // Another walk's call has trapped meanwhile.
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
    const ended = await this.#until(ms, async () => this.#source.api_key?.());
    if (!ended) return ["timeout"];
    this.#cause = ended.failed ? ended.value : undefined;
    if (ended.failed) return ["network"];
    return typeof ended.value === "string" ? ["key", ended.value] : ["key"];
  }

  async #send(request: Send): Promise<Answer> {
    const transfer = new Transfer();
    const before = performance.now();
    const ended = await this.#until(request.timeout_ms, () => transfer.run(this.#source.fetch, request, this.#secret));
    this.#network_ms = performance.now() - before;
    this.#cause = transfer.cause;
    const answer = ended?.value as Answer | undefined;
    if (!answer) {
      transfer.stop();
      return ["timeout"];
    }
    this.#source.sent.head = answer[3];
    if (answer[0] === "response") this.#body = transfer;
    return answer;
  }

  /** Copies the body into the module, right before its answer: of walks side by side, one at a time is in there. */
  #handIn(module: Instance, walk: Walk, answer: Answer): Answer {
    const body = this.#body;
    this.#body = undefined;
    const room = body && module.room(walk, body.length);
    if (body && !room) answer[0] = "out_of_memory";
    else if (room && !body?.copyTo(room)) answer[0] = "body_changed";
    return answer;
  }

  /** What the work comes to; undefined when the time is up before, the signal aborts or the step is left. */
  #until<T>(ms: number, work: () => Promise<T>): Promise<Ended<T> | undefined> {
    const { signal } = this.#source;
    let unfollow: (() => void) | undefined;
    return new Promise((resolve) => {
      const end = (ended?: Ended<T>) => {
        clearTimeout(timer);
        unfollow?.();
        this.#cancel = undefined;
        resolve(ended);
      };
      const cancel = () => end();
      this.expires_at = performance.now() + ms;
      const timer = setTimeout(cancel, ms);
      this.#cancel = cancel;
      unfollow = signal && onAbort(signal, cancel);
      // A double may call its listener at once.
      if (!this.#cancel) unfollow?.();
      work().then((value) => end({ failed: false, value }), (value: unknown) => end({ failed: true, value }));
    });
  }
}

/** Has the module begin a walk as far as its first request, for whoever sends that on its own. */
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
  // As JSON: half of a surrogate pair crosses no other way.
  const where = { repeated, cursor: cursor && JSON.stringify(cursor) };
  const refused = module.ask(walk, source.options(where), (exports, id) => exports.begin(id, pages, requests, started_ms));
  return refused ? (JSON.parse(refused) as Turn) : resume(module, walk, ["done"], now);
}

function resume(module: Instance, walk: Walk, [ended, value, status, headers = []]: Answer, now: number): Turn {
  const said = [ended, value, status, ...headers].filter((part) => part !== undefined).map(line).join("\n");
  // Only what comes of a request needs them. Next.js prerenders no component that asks for them before it has fetched.
  const [epoch_ms, random] = ended === "done" ? [0, 0] : [Date.now(), Math.random()];
  return JSON.parse(module.ask(walk, said, (exports, id) => exports.resume(id, now, epoch_ms, random))) as Turn;
}
