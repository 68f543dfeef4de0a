// Every export, option and member in correct use, with only the language's own declarations.
import type {
  Application,
  ByteStream,
  Candidate,
  CandidatePage,
  CandidatePages,
  ConfirmOptions,
  Confirmation,
  Connector,
  EmailAddress,
  FetchInit,
  FetchResponse,
  GetCandidatesRequest,
  IntegrationField,
  IntegrationId,
  Job,
  JsonObject,
  JsonValue,
  KomboErrorCode,
  KomboErrorData,
  KomboErrorKind,
  KomboEvent,
  KomboOptions,
  Location,
  NdjsonEnd,
  PageMeta,
  PhoneNumber,
  RateLimit,
  RecordIssue,
  RequestOptions,
  RestartReason,
  RetryOptions,
  SocialMedia,
  Stage,
  SyncBatch,
  SyncOptions,
  SyncRequest,
  Tag,
} from "kombo-edge";
import { CONNECTORS, KOMBO_ERROR_CODES, Kombo, KomboError, VERSION, isKomboError } from "kombo-edge";
import * as inline from "kombo-edge/inline";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Element<T> = NonNullable<T> extends readonly (infer E)[] ? E : never;
/** Compiles only when the two types are the same. */
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};

same<typeof inline.Kombo, typeof Kombo>();
same<typeof VERSION, string>();
same<(typeof CONNECTORS)["workday"], string>();
same<keyof typeof CONNECTORS, Connector>();
same<typeof KOMBO_ERROR_CODES, readonly KomboErrorCode[]>();

declare const fetch: NonNullable<KomboOptions["fetch"]>;
declare const signal: NonNullable<RequestOptions["signal"]>;
const retry: RetryOptions = { max_attempts: 4, base_ms: 500, max_ms: 30_000 };
const everything: KomboOptions = {
  api_key: async () => "key",
  integration_id: "some-new-tool:123",
  server: "us",
  server_url: "https://proxy.example.com",
  fetch,
  timeout_ms: 1,
  retry,
  max_body_bytes: 1,
  on_event: (event) => void event.type,
  allow_key_in_browser: true,
};
const nothing: KomboOptions = {};
// The types of other libraries: more optional arguments, wider types, responses with more members.
declare const undici: (input: string | { url: string }, init?: { method?: string; headers?: Record<string, string> | [string, string][]; redirect?: "error" | "follow" | "manual"; signal?: object | null; dispatcher?: object }) => Promise<{ readonly status: number; readonly headers: { get(name: string): string | null }; readonly body: object | null; arrayBuffer(): Promise<ArrayBuffer>; readonly bodyUsed: boolean }>;
declare const nodeFetch: (url: string | { href: string }, init?: { method?: string | undefined; headers?: Iterable<readonly [string, string]> | Record<string, string>; signal?: FetchInit["signal"] | null }) => Promise<{ status: number; headers: { get(name: string): string | null }; body: { pipe(to: object): object } | null; arrayBuffer(): Promise<ArrayBuffer> }>;
const double = async (_url: string): Promise<FetchResponse> => ({ status: 200, headers: new Map([["content-type", "application/json"]]), arrayBuffer: async () => new ArrayBuffer(0) });
const binding: KomboOptions["fetch"] = (url, init) => undici(url, { ...init, dispatcher: {} });
for (const fetch of [undici, nodeFetch, double, binding]) new Kombo({ fetch });
for (const options of [everything, nothing, { api_key: () => "key" }, { retry: false } satisfies KomboOptions]) new Kombo(options);
const ids: IntegrationId[] = ["workday:1", "lever:x", "anything"];

const request: GetCandidatesRequest = {
  cursor: "c",
  page_size: 250,
  updated_after: new Date(),
  include_deleted: true,
  ignore_unsupported_filters: false,
  ids: ["a", "b"],
  remote_ids: "a",
  job_ids: ["a"],
  email: "a@example.com",
  first_name: "A",
  last_name: "B",
};
export const readonly_request: Readonly<GetCandidatesRequest> = { ids: ["a"] as readonly string[] };
const frozen = Object.freeze(["a", "b"] as const);
export const lists: GetCandidatesRequest = { ids: frozen, remote_ids: frozen, job_ids: frozen as readonly string[] };
const options: RequestOptions = {
  signal,
  timeout_ms: 1,
  retry: false,
  integration_id: "workday:1",
  headers: { "x-trace": "1" },
  deadline_ms: 1,
  max_pages: 1,
  max_requests: 1,
  on_invalid: "skip",
  prefetch: 0,
};

const pages: CandidatePages = new Kombo(everything).ats.getCandidates({ ...request, updated_after: "2026-01-31T00:00:00.000Z" }, options);
same<Awaited<CandidatePages>, CandidatePage>();
same<typeof pages.cursor, string | null | undefined>();
same<typeof pages.stopped, null | "end" | "max_pages" | "max_requests" | "deadline">();
for await (const page of pages) same<typeof page, CandidatePage>();
for await (const candidate of pages.items()) same<typeof candidate, Candidate>();
const list = await pages.toArray({ limit: 10 });
same<typeof list, Candidate[]>();
const caught = await pages.catch(() => "none" as const).then((value) => value);
same<typeof caught, CandidatePage | "none">();
await pages.finally(() => {});
pages.then((page) => page.results, (reason: unknown) => reason);

const page = await pages;
for await (const following of page) same<typeof following, CandidatePage>();
const next = await page.next();
same<typeof next, CandidatePage | null>();
same<typeof page.results, Candidate[]>();
same<typeof page.result, { status: "success"; data: { next: string | null; results: Candidate[] } }>();
same<typeof page.cursor, string | null>();
const { index, id, path, expected, found }: RecordIssue = page.issues[0]!;
const { status, attempts, bytes, duration_ms, rate_limit, request_id }: PageMeta = page.meta;
same<typeof rate_limit, RateLimit | undefined>();
same<RateLimit, { limit: number | null; remaining: number | null; reset_ms: number | null }>();
export const facts: [number, string | null, string, string, string, number, number, number, number, string | undefined] = [index, id, path, expected, found, status, attempts, bytes, duration_ms, request_id];

const candidate = page.results[0]!;
same<Candidate["id"], string>();
same<Candidate["remote_id" | "first_name" | "last_name" | "company" | "title" | "source" | "remote_url" | "remote_created_at" | "remote_updated_at" | "changed_at" | "remote_deleted_at"], string | null>();
same<Candidate["confidential"], boolean | null>();
same<Element<Candidate["phone_numbers"]>, PhoneNumber>();
same<Element<Candidate["email_addresses"]>, EmailAddress>();
same<Element<Candidate["social_media"]>, SocialMedia>();
same<Element<Candidate["integration_fields"]>, IntegrationField>();
same<Element<Candidate["applications"]>, Application>();
same<Element<Candidate["tags"]>, Tag>();
same<Candidate["location"], Location | null>();
same<Candidate["custom_fields" | "remote_data"], JsonObject | null>();
same<IntegrationField["value"], JsonValue | undefined>();
same<Application["current_stage"], Stage | null>();
same<Application["job"], Job | null>();
const outcome: Application["outcome"] = "A_NEW_ONE";
if (candidate.applications?.[0]?.outcome === "HIRED") candidate.applications[0].job?.name?.toUpperCase();
const city: string | null | undefined = candidate.location?.city;
const value: JsonValue | undefined = candidate.custom_fields?.["salary"];
export const seen = { outcome, city, value, ids };

export async function store(kombo: Kombo, state: string | null): Promise<string | null> {
  const options: SyncOptions = { state, overlap_ms: 0, full_every_ms: 0, max_pages: 1, prefetch: 0 };
  const filters: SyncRequest = { job_ids: ["a"], page_size: 10 };
  for await (const batch of kombo.ats.syncCandidates(filters, options)) {
    const { upserts, deletions, issues }: SyncBatch = batch;
    const kept: Candidate[] = upserts;
    const gone: { id: string; remote_deleted_at: string | null }[] = deletions;
    const faults: RecordIssue[] = issues;
    void [kept, gone, faults, batch.done && batch.kind === "full", batch.started_at.length];
    same<typeof batch.previous_state, string | null>();
    const asking: ConfirmOptions = { witness: "a", max_requests: 3 };
    const { gone: absent, present }: Confirmation = await kombo.ats.confirmDeleted(["b"] as const, asking);
    same<typeof absent | typeof present, string[]>();
    state = batch.state;
  }
  return state;
}

export const stream: ByteStream = pages.ndjson({ end: true });
/** What the reader of an answer does with its last line. */
export function lastLine(line: string): string {
  const { $end } = JSON.parse(line) as NdjsonEnd;
  if ("stopped" in $end) return $end.stopped === "end" ? "all" : ($end.cursor ?? "");
  if ($end.error.kind === "aborted") return "aborted";
  const { name, message, code, retryable, cursor }: KomboErrorData = $end.error;
  same<typeof cursor, string | undefined>();
  return name + message + (code ?? "") + retryable;
}

export function onEvent(event: KomboEvent): string | number {
  switch (event.type) {
    case "request":
      return event.method + event.path + event.page + event.attempt;
    case "response":
      return event.status + event.duration_ms + event.bytes + (event.rate_limit?.remaining ?? 0);
    case "retry":
      return event.wait_ms + event.kind + (event.status ?? "") + (event.code ?? "");
    case "failure":
      return event.page + event.attempts + event.kind + (event.status ?? "") + (event.code ?? "") + event.retryable;
    case "restart":
      same<typeof event.reason, RestartReason>();
      return event.reason;
    case "page":
      return event.records + event.issues + event.attempts + (event.more ? 1 : 0);
  }
}

try {
  await pages;
} catch (error) {
  if (error instanceof KomboError || isKomboError(error)) {
    same<typeof error, KomboError>();
    const kind: KomboErrorKind = error.kind;
    const code: KomboErrorCode | null = error.code;
    const texts: (string | null)[] = [error.message, error.name, kind, code, error.title, error.log_url, error.request_id];
    const numbers: (number | null)[] = [error.status, error.retry_after_ms, error.attempts];
    const again: GetCandidatesRequest = { ...request, cursor: error.cursor };
    const issues: RecordIssue[] = error.issues;
    const retryable: boolean = error.retryable;
    same<typeof error.cause, unknown>();
    same<ReturnType<typeof error.toJSON>, KomboErrorData>();
    void [texts, numbers, again, issues, retryable, error.toJSON(), code === "PLATFORM.INPUT_INVALID", kind === "deadline"];
  }
}

const all = new Kombo({ server_url: "https://proxy.example.com" }).ats.getCandidates({}, { prefetch: 0 });
same<Awaited<typeof all>["results"][number], Candidate>();
const lines = all.ndjson({ on_issues: (issues) => void issues[0]?.path });
const read = await lines.getReader().read();
if (!read.done) same<typeof read.value, Uint8Array>();
await lines.cancel();
