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

/** The name of a fault. `FAULTS` describes each. `odd-record` and `odd-envelope` need a kind from `ODD_RECORDS` or `ODD_ENVELOPES`. */
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

/** The kinds of the fault `odd-record:KIND`, which changes the record in the middle of a page. */
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

/** The kinds of the fault `odd-envelope:KIND`, which changes the response around the records. */
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
 * Faults and the requests that they affect: a comma-separated list of `name[:argument][@first[+]][xtimes]`. Requests are numbered
 * from 1. `cut` affects all requests, `cut@3` the third, `cut@3+` the third and all later ones, `cutx2` the first two, `cut@3x2` the
 * third and the fourth.
 */
export type FaultSpec =
  | Exclude<FaultName, "code" | "odd-envelope" | "odd-record">
  | `code:${KomboErrorCode}`
  | `odd-record:${OddRecord}`
  | `odd-envelope:${OddEnvelope}`
  | (string & {});

/** Fields of a candidate. Fields that are not in the contract are sent too. A field whose value is `undefined` is not sent. */
export type CandidateFields = {
  [Field in keyof Candidate]?: Candidate[Field] | undefined;
} & {
  [field: string]: unknown;
};

/** The options of a sandbox. */
export interface SandboxOptions {
  /**
   * The candidates of each integration: the number of generated candidates, including deleted ones, from 0 to 4,000,000; or your own
   * list, in this order. Omitted fields are generated; an `id` that you give is kept. @default 1000
   */
  candidates?: number | readonly CandidateFields[] | undefined;
  /** The seed of the generated data, an integer. The same seed generates the same candidates, ids and cursors. @default 1 */
  seed?: number | undefined;
  /** The API keys that are accepted. @default ["sandbox-key"] */
  keys?: readonly string[] | undefined;
  /** The ids of the integrations that exist. @default one for each connector, `<connector>:sandbox`, with `workday:sandbox` first */
  integrations?: readonly string[] | undefined;
  /** The faults; see `FaultSpec`. @default no faults */
  faults?: FaultSpec | undefined;
  /** The sandbox's time, in the years 0 to 9999. It does not advance by itself. A text is a day, or a time with its zone. @default "2025-06-01T00:00:00.000Z" */
  now?: string | number | Date | undefined;
  /** Whether generated records follow the published contract exactly: no newer fields or values, no omitted fields. @default false */
  plain?: boolean | undefined;
  /** The delay before each response, in milliseconds, from 0 to 2,147,483,647. @default 0 */
  latency_ms?: number | undefined;
  /** The number of requests allowed per window of real time; `null` for no limit and no rate-limit headers. @default 1,000,000 per minute */
  rate_limit?: {
    limit: number;
    window_ms: number;
  } | null | undefined;
  /** Whether pages of all origins may read the responses (CORS). @default false */
  cors?: boolean | undefined;
  /** The maximum number of requests in `requests`; the oldest are removed first. @default 10,000 */
  log_limit?: number | undefined;
}

/** A request that the sandbox received. It never contains the key. */
export interface SandboxRequest {
  /** The number of the request, from 1. */
  n: number;
  /** The HTTP method, such as `GET`. */
  method: string;
  /** The complete URL. */
  url: string;
  /** The path of the URL. */
  path: string;
  /** The query parameters. */
  query: Record<string, string>;
  /** The headers by lower-case name, without `authorization`. */
  headers: Record<string, string>;
  /** Whether the request had an accepted key. */
  authorized: boolean;
  /** The faults that affected the request, as specified. */
  faults: string[];
  /** The status of the response; 0 until there is one. */
  status: number;
  /** The state of the response body. */
  body: "open" | "sent" | "cut" | "cancelled";
}

/** The faults of the next requests. */
export interface SandboxFaults {
  /**
   * Adds faults. Their requests are counted from this call. With `on`, they affect the request with this number, or the requests for
   * which the function returns true. Throws a `TypeError` if a name or an argument is wrong.
   */
  push(...faults: (FaultSpec | {
    fault: FaultSpec;
    on?: number | ((request: HttpRequest, n: number) => boolean) | undefined;
  })[]): void;
  /** Removes all faults. */
  clear(): void;
}

/** The records of an integration. The last argument `at` of a method is the time of the change, by default the sandbox's `now`. */
export interface SandboxIntegration {
  /** Adds a candidate at the end and returns its id. Omitted fields are generated. */
  create(fields?: CandidateFields, at?: number): string;
  /** Changes fields of a candidate. */
  update(id: string, fields: CandidateFields, at?: number): void;
  /** Deletes a candidate. It is returned only with `include_deleted`, has a `remote_deleted_at`, and loses its content after 14 days. */
  delete(id: string, at?: number): void;
  /**
   * Removes a candidate without a trace: no walk returns it any more, also not with `include_deleted`, and `updated_after` does not
   * match it. A sync finds this only in its next full run. Its id may be created again.
   */
  forget(id: string): void;
  /** Adds an application and returns its id. `updated_after` matches the candidate; `changed_at` does not change, as with Kombo. */
  addApplication(id: string, fields?: Record<string, unknown>, at?: number): string;
  /** Changes fields of an application. Its `changed_at` changes too, also without `fields`. */
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
  /** Renames a job, a stage or a tag in all records. `updated_after` does not match this change. */
  rename(id: string, name: string): void;
}

/** Kombo's API in memory. */
export interface Sandbox {
  /** Responds to a request as Kombo does. Use it for `new Kombo({ fetch })`, or as a server's handler. The request's signal aborts it. */
  fetch(input: string | Url | HttpRequest, init?: {
    method?: string;
    headers?: Record<string, string>;
    signal?: Signal;
    redirect?: "manual" | "follow" | "error";
  }): Promise<HttpResponse & FetchResponse>;
  /** The options of a client that uses the sandbox: `new Kombo(sandbox.options)`. */
  readonly options: {
    readonly api_key: string;
    readonly integration_id: IntegrationId;
    readonly fetch: Sandbox["fetch"];
  };
  /** The requests received so far, in order. */
  readonly requests: SandboxRequest[];
  /** The faults. */
  readonly faults: SandboxFaults;
  /** The ids of the integrations. */
  readonly integrations: readonly string[];
  /** The candidates that a walk with these parameters must return, in its order. @default the first integration */
  candidates(request?: GetCandidatesRequest, integration?: string): Candidate[];
  /** The same candidates as they are sent: fields that the response omits are absent. */
  truth(request?: GetCandidatesRequest, integration?: string): CandidateFields[];
  /** The records of an integration, with methods that change them. @default the first integration */
  of(integration?: string): SandboxIntegration;
  /** The sandbox's time, in milliseconds since 1970-01-01 UTC. */
  now: number;
  /** Advances the sandbox's time by this number of milliseconds. */
  advance(ms: number): void;
}

/** Creates a sandbox. @throws {TypeError} when an option is wrong; the message names it */
export declare function createSandbox(options?: SandboxOptions): Sandbox;

/**
 * Returns a base URL for `server_url` that has its own faults and counts its own requests: `<origin>/fault/<spec>~<id>/v1`.
 * @param origin the origin of the served sandbox, such as `http://127.0.0.1:8787`
 * @param spec the faults; if omitted, the result is `<origin>/v1`
 * @param id any text; two walks with the same faults and different ids count their requests separately
 */
export declare function baseUrl(origin: string, spec?: FaultSpec, id?: string): string;

/** A description of each fault, by name. */
export declare const FAULTS: Readonly<Record<FaultName, string>>;

/** The kinds of `odd-record`. */
export declare const ODD_RECORDS: readonly OddRecord[];

/** The kinds of `odd-envelope`. */
export declare const ODD_ENVELOPES: readonly OddEnvelope[];

/** The error codes of integrations that fail, by the part of their id after the connector: `lever:inactive` responds with `INTEGRATION.INACTIVE`. */
export declare const STATES: Readonly<Record<string, KomboErrorCode>>;

export {};
