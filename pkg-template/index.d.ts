// Rolled up from the sources and the generated tables: `cargo xtask generate`.

/** The version of this package, such as `"1.2.3"`. */
export declare const VERSION: string;

/** The slug of a connector. More may exist than are known here; `IntegrationId` takes any string. */
export type Connector =
  | "workday"
  | "successfactors"
  | "smartrecruiters"
  | "factorial"
  | "oraclerecruiting"
  | "lever"
  | "icims"
  | "cornerstonetalentlink"
  | "recruitee"
  | "recruiterflow"
  | "greenhouse"
  | "greenhousev3"
  | "teamtailor"
  | "ashby"
  | "talentsoft"
  | "talentsoftcustomer"
  | "talention"
  | "onlyfy"
  | "personio"
  | "ukgpro"
  | "ukgready"
  | "adpworkforcenow"
  | "taleo"
  | "afas"
  | "bamboohr"
  | "bullhorn4salesforce"
  | "bullhorn"
  | "bullhornlogin"
  | "workable"
  | "jobvite"
  | "fountain"
  | "pinpoint"
  | "welcometothejungle"
  | "dvinciadmin"
  | "join"
  | "sagehr"
  | "traffit"
  | "erecruiter"
  | "abacusumantis"
  | "umantis"
  | "taleez"
  | "hrworks"
  | "otys"
  | "zohorecruit"
  | "ceipal"
  | "eploy"
  | "jobdiva"
  | "careerplug"
  | "eightfold"
  | "paycor"
  | "avature"
  | "apploi"
  | "phenom"
  | "paradox"
  | "recruhr"
  | "recruitcrm"
  | "jazzhr"
  | "bite"
  | "homerun"
  | "carerix"
  | "inrecruiting"
  | "jobadder"
  | "connexys"
  | "hr4you"
  | "cornerstoneondemand"
  | "zvooverecruit"
  | "odoo"
  | "comeet"
  | "compleetpersy"
  | "compleet"
  | "gem"
  | "laura"
  | "covetorest"
  | "coveto"
  | "mercury"
  | "crelate"
  | "manatal"
  | "avionte"
  | "asymbl"
  | "breezyhr"
  | "flatchr"
  | "dayforce"
  | "digitalrecruiters"
  | "applicantstack"
  | "reachmee"
  | "sandbox"
  | "spott"
  | "logicmelon"
  | "loxo"
  | "kula";

/** Display names of all connectors that Kombo lists for candidates, by slug. */
export declare const CONNECTORS: {
  readonly [slug in Connector]: string;
};

/** An error code of Kombo's. New ones appear over time, so any string is possible. */
export type KomboErrorCode =
  | "PLATFORM.RATE_LIMIT_EXCEEDED"
  | "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED"
  | "PLATFORM.INTEGRATION_NOT_FOUND"
  | "PLATFORM.INPUT_INVALID"
  | "PLATFORM.UNKNOWN_ERROR"
  | "PLATFORM.IP_NOT_WHITELISTED"
  | "PLATFORM.AUTHENTICATION_INVALID"
  | "PLATFORM.TASK_TIMED_OUT"
  | "INTEGRATION.PERMISSION_MISSING"
  | "INTEGRATION.AUTHENTICATION_INVALID"
  | "INTEGRATION.QA_FAILED"
  | "INTEGRATION.SETUP_SYNC_PENDING"
  | "INTEGRATION.SETUP_INCOMPLETE"
  | "INTEGRATION.INACTIVE"
  | "INTEGRATION.MODEL_NOT_AVAILABLE"
  | "INTEGRATION.MODEL_DISABLED"
  | "INTEGRATION.ACTION_NOT_AVAILABLE"
  | "INTEGRATION.ACTION_DISABLED"
  | "REMOTE.SERVICE_UNAVAILABLE"
  | "REMOTE.RATE_LIMIT_EXCEEDED"
  | "REMOTE.INPUT_INVALID"
  | "REMOTE.UNKNOWN_HTTP_ERROR"
  | "ATS.JOB_CLOSED"
  | "ATS.APPLICATION_ALREADY_EXISTS"
  | (string & {});

/** All error codes that Kombo lists for this endpoint. */
export declare const KOMBO_ERROR_CODES: readonly KomboErrorCode[];

/**
 * The kind of a failure: `input` (wrong options or parameters, or a key function that returns no key; the request was not sent),
 * `api` (an error of Kombo's API), `http` (a response that is not Kombo's), `network` (no connection, or your `fetch` or key function
 * threw), `timeout` (of one attempt), `deadline` (of the walk, before its first page), `decode` (the
 * response violates the contract), `pagination` (a repeated cursor), `internal` (the module could not be loaded, or a defect of this
 * package).
 */
export type KomboErrorKind =
  | "input"
  | "api"
  | "http"
  | "network"
  | "timeout"
  | "deadline"
  | "decode"
  | "pagination"
  | "internal";

/** The members of all errors. */
interface KomboErrorBase extends Error {
  /** The kind of the failure. */
  readonly kind: KomboErrorKind;
  /** Kombo's error code, if there is one: at most 128 characters of `A-Z 0-9 . _ -`. Decide by it, not by status or message. */
  readonly code: KomboErrorCode | null;
  /** Kombo's title of the error, if there is one. */
  readonly title: string | null;
  /** The URL of Kombo's log of the request, if there is one. */
  readonly log_url: string | null;
  /** The HTTP status, if there was a response. */
  readonly status: number | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The wait that the server requested before the next attempt, in milliseconds, if it did. */
  readonly retry_after_ms: number | null;
  /** The number of requests that were sent for the failed page. */
  readonly attempts: number;
  /**
   * The cursor of the failed page: `getCandidates({ …filters, cursor })` resumes there. Undefined for the first page. A cursor that
   * contains the key is not printed.
   */
  readonly cursor: string | undefined;
  /** With `on_invalid: "throw"`: the violations in the page's records. */
  readonly issues: RecordIssue[];
  /** The server's `x-request-id`, if it sent one. */
  readonly request_id: string | null;
  /** The exception of `fetch` or of your own function. It is never printed, because it may contain data that must not be logged. */
  readonly cause: unknown;
  /** The error as plain data, safe to log: without key, headers, body, records and the server's message. */
  toJSON(): KomboErrorData;
}

/**
 * A `KomboError` as plain data, as `toJSON()` and `JSON.stringify()` write it. `title` is Kombo's, with the key masked.
 */
export type KomboErrorData = Pick<KomboErrorBase, Exclude<keyof KomboErrorBase, "cause" | "cursor" | "message" | "name" | "stack" | "toJSON">> & {
  /** The name of the class. */
  readonly name: "KomboError";
  /** What happened and what to do, in the package's own words. */
  readonly message: string;
  /** The cursor of the failed page; absent for the first page, and if it contains the key. */
  readonly cursor?: string;
};

/** An error of Kombo's API. `message` is the server's text and may contain names of people. */
export interface KomboApiError extends KomboErrorBase {
  /** An error of Kombo's API. */
  readonly kind: "api";
  /** The HTTP status. */
  readonly status: number;
}

/** A failure without an error of Kombo's API. */
interface KomboOwnError extends KomboErrorBase {
  /** Always null: this is not an error of Kombo's API. */
  readonly code: null;
  /** Always null: this is not an error of Kombo's API. */
  readonly title: null;
  /** Always null: this is not an error of Kombo's API. */
  readonly log_url: null;
}

/** A response that is not Kombo's. */
export interface KomboHttpError extends KomboOwnError {
  /** A response that is not Kombo's. */
  readonly kind: "http";
  /** The HTTP status; 0 for a redirect in a browser page. */
  readonly status: number;
}

/** Your options or parameters are wrong. */
export interface KomboInputError extends KomboOwnError {
  /** Your options or parameters are wrong. */
  readonly kind: "input";
  /** Always null: the request was not sent. */
  readonly status: null;
  /** Always false: the options or parameters must be changed first. */
  readonly retryable: false;
}

/** No response, or an incomplete one; or your `fetch` or key function threw. */
export interface KomboNetworkError extends KomboOwnError {
  /** No response, or an incomplete one; or your `fetch` or key function threw. */
  readonly kind: "network";
}

/** No complete response within `timeout_ms`. */
export interface KomboTimeoutError extends KomboOwnError {
  /** No complete response within `timeout_ms`. */
  readonly kind: "timeout";
}

/** `deadline_ms` passed before the first page. */
export interface KomboDeadlineError extends KomboOwnError {
  /** `deadline_ms` passed before the first page. */
  readonly kind: "deadline";
  /** Always null: the error is not caused by one response. */
  readonly status: null;
}

/** A response that violates the contract. */
export interface KomboDecodeError extends KomboOwnError {
  /** A response that violates the contract. */
  readonly kind: "decode";
}

/** The server repeated a cursor. */
export interface KomboPaginationError extends KomboOwnError {
  /** The server repeated a cursor. */
  readonly kind: "pagination";
  /** Always null: the error is not caused by one response. */
  readonly status: null;
}

/** The module could not be loaded, or a defect of this package. */
export interface KomboInternalError extends KomboOwnError {
  /** The module could not be loaded, or a defect of this package. */
  readonly kind: "internal";
}

/** The class of the errors, for `instanceof`. Only the package creates instances. */
interface KomboErrorClass extends Function {
  /** The prototype that `instanceof` looks for. */
  readonly prototype: KomboError;
}

/**
 * The error of every failure except an abort by your signal, which rejects with the signal's `reason`. A union by `kind`, so
 * `switch (error.kind)` narrows the type.
 */
export type KomboError =
  | KomboApiError
  | KomboDeadlineError
  | KomboDecodeError
  | KomboHttpError
  | KomboInputError
  | KomboInternalError
  | KomboNetworkError
  | KomboPaginationError
  | KomboTimeoutError;

/** The class of all errors of this package, for `instanceof`. */
export declare const KomboError: KomboErrorClass;

/** Whether a value is a `KomboError` of this or another copy of the package. */
export declare function isKomboError(error: unknown): error is KomboError;

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

/** `Headers`. */
type HeaderList = Declared<"Headers", Iterable<[string, string]>>;

/** The type of a `Response` body: Workers and Node declare their own. */
type Body = NonNullable<Declared<"Response", {
  readonly body: null;
}> extends {
  readonly body: infer Stream;
} ? Stream : null>;

interface ByteReader {
  /** Returns the next chunk, or the end. */
  read(): Promise<{
    done: false;
    value: Uint8Array;
  } | {
    done: true;
    value?: undefined;
  }>;
  /** Ends the stream and aborts the request. */
  cancel(reason?: unknown): Promise<void>;
  /** Releases the stream for another reader. */
  releaseLock(): void;
}

/** A `ReadableStream` of bytes, in the type that the program's `Response` accepts. */
export type ByteStream = {
  getReader(): ByteReader;
} & ([Body] extends [never] ? Declared<"ReadableStream", {
  cancel(reason?: unknown): Promise<void>;
}> : Body);

/** What `fetch` is called with beside the URL: a plain object, which every implementation takes. */
export interface FetchInit {
  /** Only reading. */
  method: "GET";
  /** All headers, the key among them. */
  headers: Record<string, string>;
  /** Redirects are not followed, so that the key goes to no other host. */
  redirect: "manual";
  /** Ends the request: after a time-out, an abort, or when the walk is left. */
  signal: Signal;
}

/** What `fetch` has to resolve to: the runtime's own `Response`, another library's, or a test double's. */
export interface FetchResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, by their names in lower case. */
  readonly headers: {
    get(name: string): string | null | undefined;
  };
  /** The body, where it is a web stream. */
  readonly body?: unknown;
  /** The whole body, where there is no web stream. */
  arrayBuffer?(): Promise<ArrayBuffer>;
}

/** The options of a client. */
export interface KomboOptions {
  /**
   * Kombo's API key, from the Secrets page of the Kombo dashboard, or a function that returns it. Sent as
   * the header `authorization`. A function is called once per attempt, so the key may change; if it
   * throws, the attempt fails like one without a connection, and may be retried. Required unless
   * `server_url` is set. An error in a browser's pages and workers: see `allow_key_in_browser`.
   */
  api_key?: string | (() => string | Promise<string>) | undefined;
  /**
   * The id of the integration, `<connector>:<id>`. Sent as the header `x-integration-id`. Required here
   * or in the call unless `server_url` is set.
   */
  integration_id?: IntegrationId | undefined;
  /** The region of Kombo's API. @default "eu" */
  server?: "eu" | "us" | undefined;
  /**
   * The base URL of the API, of a proxy or of a test server; `/ats/candidates` is appended to it. Kombo's
   * own base URLs end in `/v1`. Takes precedence over `server`. Must be https, http on loopback, or the
   * page's own origin; in a page it may be relative (`"/kombo"`).
   */
  server_url?: string | Url | undefined;
  /**
   * The function that sends requests, such as another library's `fetch` or a test double. Called with a
   * URL string and a plain object. For a Worker's service binding, give `(url, init) => env.UPSTREAM.fetch(url, init)`.
   * @default globalThis.fetch
   */
  fetch?: ((url: string, init: FetchInit) => Promise<FetchResponse>) | undefined;
  /**
   * The time limit of one attempt, including the response body. In milliseconds, from 1 to 2147483647.
   * @default 60000
   */
  timeout_ms?: number | undefined;
  /**
   * How to retry after temporary failures; `false` for no retries.
   * @default { max_attempts: 4, base_ms: 500, max_ms: 30000 }
   */
  retry?: RetryOptions | false | undefined;
  /**
   * The maximum length of a response body, decompressed; a longer body is an error. A body is in memory
   * twice. In bytes, from 1 to 1073741824.
   * @default 67108864, in Cloudflare Workers 16777216
   */
  max_body_bytes?: number | undefined;
  /**
   * Called with an event for each request, response, retry, page and failure; events contain no secrets
   * and no personal data. Exceptions that it throws are ignored.
   */
  on_event?: ((event: KomboEvent) => void) | undefined;
  /**
   * Whether `api_key` is allowed in a browser's pages and workers, where every visitor can read it.
   * @default false
   */
  allow_key_in_browser?: boolean | undefined;
}

/** The options of retries. */
export interface RetryOptions {
  /** The maximum number of requests for one page, including the first. From 1 to 100. @default 4 */
  max_attempts?: number | undefined;
  /**
   * The maximum wait before the second attempt. It doubles with each further attempt. In milliseconds,
   * from 0 to 2147483647.
   * @default 500
   */
  base_ms?: number | undefined;
  /**
   * The upper limit of that doubling. A wait that the server requests is not limited by it. In
   * milliseconds, from 0 to 2147483647.
   * @default 30000
   */
  max_ms?: number | undefined;
}

/**
 * The filters of a request. Filters are combined with AND, the elements of a list with OR. Names and
 * meanings are those of the API.
 */
export interface GetCandidatesRequest {
  /** Where to resume: the `cursor` of a page. Use the same filters as the walk that returned it. */
  cursor?: string | undefined;
  /** The maximum number of records in a page. From 1 to 250. The server's default is 100. */
  page_size?: number | undefined;
  /**
   * Only candidates that have changed since this time, including their applications and tags. A change of
   * an application or a tag does not change the candidate's `changed_at`. A `Date`, or a string such as
   * `2026-01-31T00:00:00.000Z` or `2026-01-31`, in UTC; sent with milliseconds. For a sync, give the time
   * when your last fetch *started*.
   */
  updated_after?: string | Date | undefined;
  /** Whether to return deleted candidates too; see `remote_deleted_at`. The server's default is false. */
  include_deleted?: boolean | undefined;
  /**
   * Whether to ignore filters that the integration does not support; otherwise they match no candidates.
   * The server's default is false.
   */
  ignore_unsupported_filters?: boolean | undefined;
  /**
   * Only candidates with one of these ids. An empty list is an error, because the server would return all
   * candidates.
   */
  ids?: string | readonly string[] | undefined;
  /** Only candidates with one of these ids in the connected system. */
  remote_ids?: string | readonly string[] | undefined;
  /** Only candidates with an application for one of these jobs, by job id. */
  job_ids?: string | readonly string[] | undefined;
  /** Only candidates with this e-mail address, case-insensitive. */
  email?: string | undefined;
  /** Only candidates with exactly this first name, case-insensitive. */
  first_name?: string | undefined;
  /** Only candidates with exactly this last name, case-insensitive. */
  last_name?: string | undefined;
}

/** The options of a call. */
export interface RequestOptions<Select extends Selection = undefined> {
  /** Aborts the walk at once, in every phase. The walk then rejects with the signal's `reason`. */
  signal?: Signal | undefined;
  /**
   * The time limit of one attempt, including the response body. In milliseconds, from 1 to 2147483647.
   * @default the client's
   */
  timeout_ms?: number | undefined;
  /** How to retry after temporary failures; `false` for no retries. @default the client's */
  retry?: RetryOptions | false | undefined;
  /**
   * The id of the integration, `<connector>:<id>`. Sent as the header `x-integration-id`.
   * @default the client's
   */
  integration_id?: IntegrationId | undefined;
  /**
   * Additional request headers. The client's own headers (`authorization`, `x-integration-id`) cannot be
   * replaced.
   */
  headers?: Record<string, string> | HeaderList | undefined;
  /**
   * The time limit of the whole walk. Then the walk stops, and `stopped` is `"deadline"`; before the
   * first page, the walk fails with an error of kind `deadline`. In milliseconds, from 1 to 2147483647.
   */
  deadline_ms?: number | undefined;
  /**
   * The maximum number of pages to return; then the walk stops, and `stopped` is `"max_pages"`. From 1 to
   * 1000000000.
   */
  max_pages?: number | undefined;
  /**
   * The maximum number of requests to send, retries included; then the walk stops, and `stopped` is
   * `"max_requests"`. From 1 to 1000000000.
   */
  max_requests?: number | undefined;
  /**
   * How to handle a record that violates the contract. `"report"`: it is kept, repaired where the
   * contract has a default, and listed in the page's `issues`. `"skip"`: it is left out and listed.
   * `"throw"`: the walk ends with an error.
   * @default "report"
   */
  on_invalid?: "report" | "throw" | "skip" | undefined;
  /**
   * Only these fields of each candidate; a page then needs much less CPU time. The other fields are still
   * checked, but not returned; nor are fields that are newer than this version. At least one field.
   * @default all that the server sent
   */
  select?: Select | undefined;
  /** The number of pages to fetch ahead while you process a page, from the second page on. @default 1 */
  prefetch?: 0 | 1 | undefined;
}

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | {
  [key: string]: JsonValue;
};

/** Any JSON object. */
export type JsonObject = {
  [key: string]: JsonValue;
};

/** A candidate in the applicant tracking system. */
export interface Candidate {
  /**
   * Kombo's id of the candidate. It is unique across all integrations and never changes: use it as the
   * key to upsert by.
   */
  id: string;
  /**
   * The candidate's id in the connected system, in that system's format. It may be composed of several
   * ids: do not use it as a primary key.
   */
  remote_id: string | null;
  /** The candidate's first name. */
  first_name: string | null;
  /** The candidate's last name. */
  last_name: string | null;
  /** The candidate's current employer. */
  company: string | null;
  /** The candidate's current job title. */
  title: string | null;
  /** Whether the connected system marks the profile as confidential. */
  confidential: boolean | null;
  /**
   * Where the candidate came from, as the connected system states it. A job board can use it to identify
   * the applications that it brought in.
   */
  source: string | null;
  /** All known phone numbers. An empty list when the server omits the field. */
  phone_numbers: PhoneNumber[] | null;
  /**
   * All known e-mail addresses; the server drops invalid ones. An empty list when the server omits the
   * field.
   */
  email_addresses: EmailAddress[] | null;
  /** Profiles on social networks. An empty list when the server omits the field. */
  social_media: SocialMedia[] | null;
  /** Where the candidate lives. Null when the server omits the field. */
  location: Location | null;
  /** Fields that the unified model does not cover, by key, exactly as the server sent them. */
  custom_fields: JsonObject | null;
  /** The fields of the connected system that are selected for passthrough. */
  integration_fields: IntegrationField[] | null;
  /**
   * The URL of the profile in the connected system. Some systems have no URL for candidates; the
   * `remote_url` of an application may exist instead.
   */
  remote_url: string | null;
  /**
   * When the connected system created the candidate: an ISO 8601 time in UTC, such as
   * `2022-04-02T00:00:00.000Z`.
   */
  remote_created_at: string | null;
  /**
   * When the connected system last changed the candidate, as that system states it: an ISO 8601 time in
   * UTC.
   */
  remote_updated_at: string | null;
  /**
   * The raw responses of the connected system, by the path of each request, exactly as the server sent
   * them. Only on plans that include them.
   */
  remote_data: JsonObject | null;
  /**
   * When a field of the candidate itself last changed: an ISO 8601 time in UTC. A change of applications
   * or tags does not change it, but the filter `updated_after` matches such a change: never sync by the
   * largest `changed_at`.
   */
  changed_at: string | null;
  /**
   * When Kombo found that the connected system no longer has the candidate: an ISO 8601 time in UTC. 14
   * days later the record's fields become null. Null while the candidate exists.
   */
  remote_deleted_at: string | null;
  /** The candidate's applications, one per job. */
  applications: Application[] | null;
  /** The candidate's tags in the connected system. */
  tags: Tag[] | null;
}

/** One of a candidate's phone numbers. */
export interface PhoneNumber {
  /** The number, in the format of the connected system. */
  phone_number: string | null;
  /** The kind of number, such as `HOME`. Null when the connected system does not specify it. */
  type?: string | null;
}

/** One of a candidate's e-mail addresses. */
export interface EmailAddress {
  /** The address. */
  email_address?: string | null;
  /** The kind of address, such as `PRIVATE`. Null when the connected system does not specify it. */
  type: string | null;
}

/** One of a candidate's profiles on a social network. */
export interface SocialMedia {
  /** The URL of the profile. */
  link?: string | null;
  /** The network, such as `YOUTUBE`. */
  type?: string | null;
  /** The candidate's user name in the network. */
  username?: string | null;
}

/** The known parts of a postal address. */
export interface Location {
  /** The town or city. */
  city?: string | null;
  /**
   * The two-letter ISO 3166 code of the country if it could be determined, otherwise the value of the
   * connected system.
   */
  country?: string | null;
  /** The whole address as one text, unparsed. */
  raw?: string | null;
  /** The state, province or region. */
  state?: string | null;
  /** The first line of the street address, if the address could be parsed. */
  street_1?: string | null;
  /** The second line of the street address. */
  street_2?: string | null;
  /** The postal code. */
  zip_code?: string | null;
}

/** A field of the connected system, passed through. */
export interface IntegrationField {
  /** Kombo's id of the field. It is unique across all integrations. */
  id: string;
  /** The field's name in the connected system. */
  key: string | null;
  /** `DEFAULT` for a built-in field of the connected system, `CUSTOM` for a field that its users created. */
  type: "DEFAULT" | "CUSTOM" | (string & {}) | null;
  /** The field's value: any JSON, exactly as the server sent it. */
  value?: JsonValue;
  /** The field's display name. Some systems have none. */
  label: string | null;
}

/** An application of a candidate for a job. */
export interface Application {
  /** Kombo's id of the application. It is unique across all integrations and never changes. */
  id: string;
  /** The application's id in the connected system. It may be composed of several ids. */
  remote_id: string | null;
  /**
   * How it ended: `HIRED`; `DECLINED`, by the employer or the candidate; `PENDING` while it is open. Null
   * when the server cannot determine it.
   */
  outcome: "PENDING" | "HIRED" | "DECLINED" | (string & {}) | null;
  /** Why the candidate was rejected, as the connected system states it. */
  rejection_reason_name: string | null;
  /** When the candidate was rejected: an ISO 8601 time in UTC. */
  rejected_at: string | null;
  /**
   * The URL of the application in the connected system. Some systems have no URL for applications; the
   * candidate's `remote_url` may exist instead.
   */
  remote_url: string | null;
  /**
   * When a field of the application itself last changed: an ISO 8601 time in UTC. A change of its job or
   * stage does not change it.
   */
  changed_at: string | null;
  /** When the connected system created the application: an ISO 8601 time in UTC. */
  remote_created_at: string | null;
  /**
   * When the connected system last changed the application, as that system states it: an ISO 8601 time in
   * UTC.
   */
  remote_updated_at: string | null;
  /** The current stage of the application in the hiring process. */
  current_stage: Stage | null;
  /** The job that the application is for. */
  job: Job | null;
}

/** A stage of a hiring process. */
export interface Stage {
  /** Kombo's id of the stage. It is unique across all integrations and never changes. */
  id: string;
  /** The stage's name, such as “Initial Screening”. */
  name: string | null;
  /** The stage's id in the connected system. It may be composed of several ids. */
  remote_id: string | null;
  /** The stage's position in the order of stages, an integer. */
  index: number | null;
}

/** The job of an application: its ids and its name. */
export interface Job {
  /** Kombo's id of the job. It is unique across all integrations and never changes. */
  id: string;
  /** The job's title. */
  name: string | null;
  /** The job's id in the connected system. It may be composed of several ids. */
  remote_id: string | null;
}

/** A tag of a candidate. */
export interface Tag {
  /** Kombo's id of the tag. It is unique across all integrations and never changes. */
  id: string;
  /** The tag's text. */
  name: string | null;
  /** The tag's id in the connected system. It may be composed of several ids. */
  remote_id: string | null;
}

/** The filters of a sync. `cursor`, `updated_after` and `include_deleted` are set by the sync itself. */
export interface SyncRequest extends Omit<GetCandidatesRequest, "cursor" | "updated_after" | "include_deleted"> {
}

/**
 * The options of a sync. A budget (`max_pages`, `max_requests`, `deadline_ms`) ends the iteration; the next call resumes there. There is
 * no `stopped`: after such an end, the last batch's `done` is false.
 */
export interface SyncOptions extends Omit<RequestOptions, "select" | "on_invalid"> {
  /**
   * How to handle a record that violates the contract. `"report"`: it is kept, repaired where the contract has a default, and listed
   * in the batch's `issues`. `"throw"`: the sync ends with an error. `"skip"` is an error, because a skipped record would look
   * deleted. @default "report"
   */
  on_invalid?: "report" | "throw" | undefined;
  /** The `state` of the last stored batch. Null or omitted: a full run from the beginning. */
  state?: string | null | undefined;
  /**
   * How far before the last run's start a run looks for changes, in milliseconds, from 0 to 315360000000 (ten years). It covers
   * records that the server returns late, and clock differences. The last run's start is the earlier of the local clock and the
   * server's `Date` header, if that can be read. @default 300000 five minutes
   */
  overlap_ms?: number | undefined;
  /**
   * The time between two full runs, in milliseconds, from 0 (every run is full) to 315360000000 (ten years).
   * @default 604800000 seven days
   */
  full_every_ms?: number | undefined;
}

/** A page of changes. Without records if only the state changed: the run restarted, or continues with smaller pages. */
export interface SyncBatch {
  /** Whether the run fetches everything or only changes. */
  kind: "full" | "incremental";
  /** Candidates to insert or overwrite by `id`. Each id occurs once, and not in `deletions`. */
  upserts: Candidate[];
  /**
   * Deleted candidates, with the date of their deletion. Candidates are anonymised 14 days after their deletion; then the date is
   * null, and you should keep the date that you have stored.
   */
  deletions: {
    id: string;
    remote_deleted_at: string | null;
  }[];
  /** Violations of the contract, by record, like a page's `issues`. A record without an id occurs only here. */
  issues: RecordIssue[];
  /**
   * The state before this batch. Write the batch only if the store still holds this state: otherwise another process has written
   * in the meantime, and this one must start again from the store's state. Null: no state.
   */
  previous_state: string | null;
  /** The state to store with the batch: an opaque text. It contains no record and no filter. */
  state: string;
  /**
   * When this run started, by the local clock, in ISO 8601. The same for all batches of a run, also after it was resumed. A
   * restarted run has a new one.
   */
  started_at: string;
  /**
   * Whether this is the last batch of the run. A candidate that was in no batch of a full run may be deleted or not: check it with
   * `confirmDeleted`.
   */
  done: boolean;
}

/** The options of `confirmDeleted`. */
export interface ConfirmOptions extends Pick<RequestOptions, "signal" | "timeout_ms" | "retry" | "deadline_ms" | "max_requests" | "integration_id" | "headers"> {
  /** The id of a candidate that exists: one that the full run returned in `upserts`. */
  witness: string;
}

/** The result of `confirmDeleted`. */
export interface Confirmation {
  /** The ids of candidates that no longer exist. */
  gone: string[];
  /** The ids of candidates that exist, and ids that cannot be requested. */
  present: string[];
}

/**
 * Why a sync restarted its run: the server refused the cursor (`cursor`), the cursors repeated (`circle`), or a request with a
 * cursor older than a day failed (`age`).
 */
export type RestartReason = "cursor" | "circle" | "age";

/** An integration's id, `<connector>:<id>`, as in the Kombo dashboard and webhooks. Editors complete the connector. */
export type IntegrationId = `${Connector}:` | (string & {});

/**
 * A client. It holds only its options, so one per request works as well as one for the whole program. It needs no cleanup.
 *
 * @throws {KomboError} of kind `input` when an option is wrong. In a browser page the module is loaded later, so there the first call
 * rejects with this error.
 */
export declare class Kombo {
  constructor(options: KomboOptions);
  /** The unified ATS API. */
  readonly ats: {
    /**
     * Requests candidates. Nothing is sent until the result is awaited (the first page) or iterated (all pages).
     *
     * @param request the filters; all candidates if omitted
     * @param options options of this call
     */
    getCandidates<const Select extends Selection = undefined>(request?: GetCandidatesRequest, options?: RequestOptions<Select>): CandidatePages<Selected<Select>>;
    /**
     * Keeps a store up to date. The first run returns all candidates, later runs those that changed since, including deleted ones.
     * Store each batch together with its `state` in one transaction, if the store still holds the batch's `previous_state`.
     * Pass the latest `state` to the next call. It resumes an unfinished run, in this process or another; after a finished run it
     * starts the next one. A batch may be returned again after a crash; storing it twice changes nothing.
     *
     * ```ts
     * for await (const batch of kombo.ats.syncCandidates({}, { state })) await store(batch);
     * ```
     *
     * @param request the filters; they must be the same for all runs of a store, in any order and form
     * @param options options of this call, and the state to resume from
     * @throws {KomboError} also of kind `input` when `state` is damaged, from a newer version, or from other filters or another
     * integration
     */
    syncCandidates(request?: SyncRequest, options?: SyncOptions): AsyncIterable<SyncBatch>;
    /**
     * Checks by id whether candidates are deleted, after a full run that did not return them: a candidate that is missing from
     * one run may still exist. Each request contains some of the ids and the witness. The response is used only if it contains the
     * witness and no other candidate than those requested. `gone` are the ids that came back deleted, anonymised or not at all;
     * `present` are the others. `present` includes ids that cannot be requested unambiguously (with commas, spaces or invisible
     * characters, or longer than 3,000 characters in a URL). Ids that were not requested because a budget ended are in neither list.
     *
     * ```ts
     * const { gone } = await kombo.ats.confirmDeleted(missing, { witness: seen });
     * ```
     *
     * @param ids the ids to check; an empty list sends nothing
     * @param options the witness, and options of the requests
     * @throws {KomboError} of kind `decode` when a response cannot be used, of kind `input` when an id is not a string or the witness
     * cannot be requested, and the errors of `getCandidates`
     */
    confirmDeleted(ids: readonly string[], options: ConfirmOptions): Promise<Confirmation>;
  };
}

/** The type of `select`. */
export type Selection = readonly (keyof Candidate)[] | undefined;

/**
 * A candidate with the fields that `select` names: all fields without `select`, exactly the named fields for a literal list. For a list
 * that is known only at run time, every field is optional.
 */
export type Selected<Select extends Selection> = Select extends readonly (keyof Candidate)[] ? number extends Select["length"] ? Partial<Pick<Candidate, Select[number]>> : [Select[number]] extends [Certain<Select>] ? Pick<Candidate, Select[number]> : Pick<Candidate, Certain<Select>> & Partial<Pick<Candidate, Select[number]>> : Candidate;

/** The elements of a tuple whose type is a single name. */
type Certain<List extends readonly (keyof Candidate)[]> = {
  [At in keyof List]: Single<List[At]>;
}[number];

/** The name, if it is a single one and not a union. */
type Single<Name, All = Name> = Name extends All ? ([All] extends [Name] ? Name : never) : never;

/**
 * The first page when awaited; all pages when iterated. Each iteration starts at the first page.
 *
 * ```ts
 * for await (const page of kombo.ats.getCandidates({})) console.log(page.results.length);
 * ```
 */
export interface CandidatePages<Item = Candidate> extends PromiseLike<CandidatePage<Item>>, AsyncIterable<CandidatePage<Item>> {
  /** Like `Promise.prototype.catch`. */
  catch<T = never>(onrejected?: ((reason: unknown) => T | PromiseLike<T>) | null): Promise<CandidatePage<Item> | T>;
  /** Like `Promise.prototype.finally`. */
  finally(onfinally?: (() => void) | null): Promise<CandidatePage<Item>>;
  /** The candidates of all pages, one by one. */
  items(): AsyncIterable<Item>;
  /** All candidates in one list. Stops after `limit` records. @throws {KomboError} of kind `input` without a `limit` */
  toArray(options: {
    limit: number;
  }): Promise<Item[]>;
  /**
   * All candidates as text, one line of JSON each (NDJSON), for `new Response(…)`, a file or a socket. The records are checked but
   * not parsed into objects. A chunk is a page. Nothing is sent before the first read, and at most one page is fetched ahead.
   * Cancelling the stream aborts the request. `cursor` is the cursor after the last returned page. An error of the walk errors the
   * stream. `on_invalid` applies to records with issues; `on_issues` is called with a page's issues before its lines are returned.
   */
  ndjson(options?: NdjsonOptions): ByteStream;
  /**
   * The cursor from which the latest walk can be resumed: before its first page that of the request (undefined without one), then that
   * of the next page, null at the end. So within `for await (const page of pages)` it is already past `page`: store it after the page.
   * With `items()` and `toArray()` it changes when the last record of a page was returned, so resuming loses no record.
   */
  readonly cursor: string | null | undefined;
  /** Why the latest walk stopped: null while it is running, and when you ended it early. */
  readonly stopped: null | "end" | "max_pages" | "max_requests" | "deadline";
}

/** A page of candidates. `for await` over it returns this page and then the following ones. */
export interface CandidatePage<Item = Candidate> extends AsyncIterable<CandidatePage<Item>> {
  /** The server's response body. */
  result: {
    status: "success";
    data: {
      next: string | null;
      results: Item[];
    };
  };
  /** The candidates: the same list as `result.data.results`. */
  results: Item[];
  /** The cursor of the next page, the same as `result.data.next`; null on the last page. */
  cursor: string | null;
  /** Violations of the contract, by record: the first 1,000 of a page. Empty if there are none. */
  issues: RecordIssue[];
  /** The status, sizes and times of the response. */
  meta: PageMeta;
  /**
   * Fetches the next page. Null after the last one, and when a budget or the deadline ends the walk: then this page's `cursor` is not
   * null, and the walk can be resumed from it.
   */
  next(): Promise<CandidatePage<Item> | null>;
}

/** A violation of the contract in a record. It never contains the value itself. */
export interface RecordIssue {
  /** The record's index in the page as the server sent it, from 0. */
  index: number;
  /** The record's `id`; null if it is missing or not a string. */
  id: string | null;
  /** The path within the record: `$` is the record, `$.applications[0].outcome` a field in it. */
  path: string;
  /** The expected type, such as `"string or null"`. */
  expected: string;
  /** The type of the value: `"nothing"`, `"null"`, `"boolean"`, `"number"`, `"string"`, `"array"` or `"object"`. */
  found: string;
}

/** The status, sizes and times of a page's response. */
export interface PageMeta {
  /** The HTTP status. */
  status: number;
  /** The number of requests that were sent for the page. */
  attempts: number;
  /** The body's length in bytes, decompressed. */
  bytes: number;
  /** From sending the last request to the last byte, in milliseconds. */
  duration_ms: number;
  /** The time by phase. */
  timing: PageTiming;
  /** The number of issues, if it is more than the 1,000 listed in `issues`. */
  issues?: number;
  /** The server's rate-limit headers, if it sent any. */
  rate_limit?: RateLimit;
  /** The server's `x-request-id`, if it sent one. */
  request_id?: string;
}

/** A page's time by phase, in milliseconds. In Workers, the clock stands still while code runs, so all values may be 0. */
export interface PageTiming {
  /** From sending the last request until its body was received. */
  network_ms: number;
  /** Checking the bodies of all attempts. */
  check_ms: number;
  /** Parsing the body into objects, or copying its lines. */
  parse_ms: number;
}

/** The options of `ndjson()`. */
export interface NdjsonOptions {
  /** Called with a page's issues before its lines are returned. An exception ends the walk and errors the stream. */
  on_issues?: ((issues: RecordIssue[]) => void) | undefined;
  /**
   * Adds a last line that reports how the walk ended (`NdjsonEnd`), because in workerd the reader of a response cannot distinguish an
   * errored stream from a complete one: `{"$end":{"stopped":"end","cursor":null}}`, or `{"$end":{"error":{…},"cursor":"…"}}`, after
   * which the stream closes instead of failing. @default false
   */
  end?: boolean | undefined;
}

/** The last line of `ndjson({ end: true })`, parsed. */
export interface NdjsonEnd {
  /** Why the walk stopped, or its error; and where it can be resumed. */
  $end: NdjsonStop | NdjsonFailure;
}

/** The position of a walk at its end. */
interface NdjsonPosition {
  /**
   * The cursor to resume from; null at the end. Absent if the walk failed before its first page and began without a cursor (begin
   * again), and if the cursor contains the key: `pages.cursor` still has it.
   */
  cursor?: string | null;
}

/** The end of a walk without an error. */
export interface NdjsonStop extends NdjsonPosition {
  /** Why the walk stopped, like `pages.stopped`. */
  stopped: "end" | "max_pages" | "max_requests" | "deadline";
}

/** The end of a walk by an error. */
export interface NdjsonFailure extends NdjsonPosition {
  /** The error as plain data; only this kind after an abort by your signal or an exception of `on_issues`. */
  error: KomboErrorData | {
    kind: "aborted";
  };
}

/** The server's rate limit, from its `ratelimit-*` headers; null for a missing header. */
export interface RateLimit {
  /** The number of requests allowed per window. */
  limit: number | null;
  /** The number of requests left in this window. */
  remaining: number | null;
  /** The time until the next window, in milliseconds. */
  reset_ms: number | null;
}

/**
 * An event passed to `on_event`. It never contains a query, a header, a key, a record or a text of the server. `failure`: the call
 * ends with an error, whose members these are; after the failure of one request, a sync may go on with another. An abort by your
 * signal has no event. `restart`: a sync restarted its run.
 */
export type KomboEvent =
  | {
      type: "request";
      method: "GET";
      path: string;
      page: number;
      attempt: number;
    }
  | {
      type: "response";
      path: string;
      page: number;
      attempt: number;
      status: number;
      duration_ms: number;
      bytes: number;
      rate_limit?: RateLimit;
    }
  | {
      type: "retry";
      page: number;
      attempt: number;
      wait_ms: number;
      kind: KomboErrorKind;
      status?: number;
      code?: KomboErrorCode;
    }
  | {
      type: "failure";
      page: number;
      attempts: number;
      kind: KomboErrorKind;
      status?: number;
      code?: KomboErrorCode;
      retryable: boolean;
    }
  | {
      type: "restart";
      reason: RestartReason;
    }
  | {
      type: "page";
      page: number;
      records: number;
      issues: number;
      bytes: number;
      attempts: number;
      duration_ms: number;
      more: boolean;
    };

export {};
