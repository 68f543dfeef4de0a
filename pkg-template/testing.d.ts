// Rolled up from the sources and the generated tables: `cargo xtask generate`.

import type { Candidate, KomboErrorCode, FetchResponse, IntegrationId, GetCandidatesRequest } from "./index.js";

type Declared<Name extends string, Else> = typeof globalThis extends {
  [N in Name]: {
    prototype: infer T;
  };
} ? T : Else;

/** An `AbortSignal`. In Workers' types it is not a property of `globalThis`, but `Request` has a property of this type. */
type Signal = Declared<"AbortSignal", Declared<"Request", {
  readonly signal: {
    readonly aborted: boolean;
    readonly reason: unknown;
  };
}>["signal"]>;

/** A `URL`. */
type Url = Declared<"URL", {
  readonly href: string;
}>;

/** A `Request`. */
type HttpRequest = Declared<"Request", {
  readonly url: string;
  readonly method: string;
}>;

/** A `Response`. */
type HttpResponse = Declared<"Response", {
  readonly status: number;
}>;

/** The faults, by name. `FAULTS` says what each does; those that end in `:KIND` want one of `ODD_RECORDS` or `ODD_ENVELOPES`. */
export type FaultName =
  | "429"
  | "429-retry-after"
  | "429-retry-after-date"
  | "429-retry-after-ms"
  | "429-ratelimit-reset"
  | "503"
  | "html502"
  | "code"
  | "echo-key"
  | "expired-cursor"
  | "redirect"
  | "drop"
  | "hang"
  | "empty-body"
  | "empty-page"
  | "cycle"
  | "missing-next"
  | "odd-envelope"
  | "odd-record"
  | "not-utf8"
  | "deep"
  | "cut"
  | "short"
  | "hang-body"
  | "slow-headers"
  | "slow-body"
  | "bytewise"
  | "huge"
  | "huge-announced"
  | "bom"
  | "no-content-type";

/** What can be wrong with the record in the middle of a page: `odd-record:KIND`. */
export type OddRecord =
  | "missing-field"
  | "missing-list"
  | "missing-id"
  | "null-id"
  | "wrong-type"
  | "wrong-list"
  | "wrong-nested"
  | "missing-nested"
  | "null-lists"
  | "all-null"
  | "empty"
  | "not-object"
  | "null-record"
  | "array-record"
  | "bad-date"
  | "new-outcome"
  | "lone-surrogate"
  | "duplicate-key"
  | "big-number"
  | "hostile"
  | "not-utf8";

/** What can be wrong around the records: `odd-envelope:KIND`. */
export type OddEnvelope =
  | "missing-next"
  | "number-next"
  | "empty-next"
  | "missing-results"
  | "null-results"
  | "object-results"
  | "no-data"
  | "null-data"
  | "odd-status"
  | "no-status"
  | "array"
  | "null"
  | "error-as-text"
  | "trailing"
  | "trailing-comma";

/**
 * Which faults strike, and when: a list, separated by commas, of `name[:argument][@first[+]][xtimes]`. Requests count from 1:
 * `cut` strikes always, `cut@3` the third, `cut@3+` from the third on, `cutx2` the first two, `cut@3x2` the third and the fourth.
 */
export type FaultSpec =
  | Exclude<FaultName, "code" | "odd-envelope" | "odd-record">
  | `code:${KomboErrorCode}`
  | `odd-record:${OddRecord}`
  | `odd-envelope:${OddEnvelope}`
  | (string & {});

/** Fields of a candidate. What the contract does not know is sent too; a field that is `undefined` is not sent. */
export type CandidateFields = {
  [Field in keyof Candidate]?: Candidate[Field] | undefined;
} & {
  [field: string]: unknown;
};

/** The options of a sandbox. */
export interface SandboxOptions {
  /**
   * The candidates of each integration: how many are made up, deleted ones included, from 0 to 4,000,000; or a list of your
   * own, in this order, where what you leave out is made up. An own `id` is kept. @default 1000
   */
  candidates?: number | readonly CandidateFields[] | undefined;
  /** An integer. The same seed makes up the same candidates, ids and cursors. @default 1 */
  seed?: number | undefined;
  /** The API keys that are let in. @default ["sandbox-key"] */
  keys?: readonly string[] | undefined;
  /** The integrations that answer. @default one for each connector, `<connector>:sandbox`, with `workday:sandbox` first */
  integrations?: readonly string[] | undefined;
  /** What goes wrong: see `FaultSpec`. @default nothing */
  faults?: FaultSpec | undefined;
  /** The sandbox's time. It stands still until it is moved. @default "2025-06-01T00:00:00.000Z" */
  now?: string | number | Date | undefined;
  /** Only what the published contract promises: no field or value that is newer, none that is left out. @default false */
  plain?: boolean | undefined;
  /** Before each answer, in milliseconds from 0. @default 0 */
  latency_ms?: number | undefined;
  /** How many requests a window of real time takes; `null` for no limit, and no headers about one. @default 1,000,000 a minute */
  rate_limit?: {
    limit: number;
    window_ms: number;
  } | null | undefined;
  /** Answer pages of every origin. @default false */
  cors?: boolean | undefined;
  /** The most requests that `requests` keeps; the oldest go first. @default 10,000 */
  log_limit?: number | undefined;
}

/** A request, as the sandbox met it. It never holds the key. */
export interface SandboxRequest {
  /** Which one it is; the first is 1. */
  n: number;
  /** The method, such as `GET`. */
  method: string;
  /** The whole URL. */
  url: string;
  /** Its path. */
  path: string;
  /** The query's parameters. */
  query: Record<string, string>;
  /** The headers, by their names in lower case, without `authorization`. */
  headers: Record<string, string>;
  /** Whether a right key was sent. */
  authorized: boolean;
  /** The faults that struck it, as they were written. */
  faults: string[];
  /** The answer's status; 0 until there is one. */
  status: number;
  /** What became of the answer's body. */
  body: "open" | "sent" | "cut" | "cancelled";
}

/** What goes wrong from now on. */
export interface SandboxFaults {
  /**
   * Adds faults. Their requests count from here. With `on`, they strike this request, or those it is true of. A name that is
   * none is an error at once.
   */
  push(...faults: (FaultSpec | {
    fault: FaultSpec;
    on?: number | ((request: HttpRequest, n: number) => boolean) | undefined;
  })[]): void;
  /** Takes all faults away. */
  clear(): void;
}

/** An integration's records. The last argument of a change is its time, by default the sandbox's `now`. */
export interface SandboxIntegration {
  /** Adds a candidate, which comes last; fields that are not given are made up. Gives its id. */
  create(fields?: CandidateFields, at?: number): string;
  /** Changes fields of a candidate. */
  update(id: string, fields: CandidateFields, at?: number): void;
  /** Deletes a candidate: it is sent with `remote_deleted_at` to who asks for deleted ones, and loses its content after 14 days. */
  delete(id: string, at?: number): void;
  /** Adds an application. Gives its id. `updated_after` finds the candidate; `changed_at` stays, as with Kombo. */
  addApplication(id: string, fields?: Record<string, unknown>, at?: number): string;
  /** Changes an application, by default only its date. */
  touchApplication(id: string, application_id: string, fields?: Record<string, unknown>, at?: number): void;
  /** Removes an application. */
  removeApplication(id: string, application_id: string, at?: number): void;
  /** Adds a tag. */
  addTag(id: string, tag?: {
    id: string;
    name: string | null;
    remote_id: string | null;
  }, at?: number): void;
  /** Removes a tag. */
  removeTag(id: string, tag_id: string, at?: number): void;
  /** Renames a job, a stage or a tag wherever it is; no candidate counts as changed by that. */
  rename(id: string, name: string): void;
}

/** A Kombo of your own, in memory. */
export interface Sandbox {
  /** Answers as Kombo does: for `new Kombo({ fetch })`, or as a server's handler. It obeys the request's signal. */
  fetch(input: string | Url | HttpRequest, init?: {
    method?: string;
    headers?: Record<string, string>;
    signal?: Signal;
    redirect?: "manual" | "follow" | "error";
  }): Promise<HttpResponse & FetchResponse>;
  /** What a client needs to ask it: `new Kombo(sandbox.options)`. */
  readonly options: {
    readonly api_key: string;
    readonly integration_id: IntegrationId;
    readonly fetch: Sandbox["fetch"];
  };
  /** The requests so far, in the order of their arrival. */
  readonly requests: SandboxRequest[];
  /** What goes wrong. */
  readonly faults: SandboxFaults;
  /** The ids of the integrations that answer. */
  readonly integrations: readonly string[];
  /** The candidates that a walk with these parameters has to hand over, in its order. @default of the first integration */
  candidates(request?: GetCandidatesRequest, integration?: string): Candidate[];
  /** The same as they are sent: what Kombo may leave out is absent where it does. */
  truth(request?: GetCandidatesRequest, integration?: string): CandidateFields[];
  /** An integration's records, to change them. @default the first */
  of(integration?: string): SandboxIntegration;
  /** The sandbox's time, in milliseconds since 1970. */
  now: number;
  /** Moves its time on, in milliseconds. */
  advance(ms: number): void;
}

/** Makes a sandbox. Wrong options are a `TypeError` that names them. */
export declare function createSandbox(options?: SandboxOptions): Sandbox;

/**
 * A base for `server_url` whose requests count for themselves and meet these faults: `<origin>/fault/<spec>~<id>/v1`.
 * @param origin where the sandbox is served, such as `http://127.0.0.1:8787`
 * @param spec see `FaultSpec`; without one, it is the plain `<origin>/v1`
 * @param id any text that tells two walks with the same faults apart
 */
export declare function baseUrl(origin: string, spec?: FaultSpec, id?: string): string;

/** What each fault does. */
export declare const FAULTS: Readonly<Record<FaultName, string>>;

/** The kinds of `odd-record`. */
export declare const ODD_RECORDS: readonly OddRecord[];

/** The kinds of `odd-envelope`. */
export declare const ODD_ENVELOPES: readonly OddEnvelope[];

/** Integrations in trouble, for any connector: `lever:inactive` answers with `INTEGRATION.INACTIVE`. */
export declare const STATES: Readonly<Record<string, KomboErrorCode>>;

export {};
