// What must not compile. Every line below an @ts-expect-error has one mistake; without it, tsc complains.
import type { Application, Candidate, CandidatePage, KomboEvent, KomboOptions, RequestOptions } from "kombo-edge";
import { CONNECTORS, Kombo, KomboError, VERSION } from "kombo-edge";

// @ts-expect-error the options are an argument
new Kombo();
// @ts-expect-error a key is no number
new Kombo({ api_key: 1 });
// @ts-expect-error a function gives text
new Kombo({ api_key: () => 1 });
// @ts-expect-error unknown option
new Kombo({ apiKey: "k" });
// @ts-expect-error there are two regions
new Kombo({ server: "mars" });
// @ts-expect-error no number of retries
new Kombo({ retry: 3 });
// @ts-expect-error `true` says nothing
new Kombo({ retry: true });
// @ts-expect-error unknown option of retry
new Kombo({ retry: { attempts: 3 } });
// @ts-expect-error milliseconds as a number
new Kombo({ timeout_ms: "60s" });
// @ts-expect-error not a function
new Kombo({ fetch: "fetch" });
// @ts-expect-error not text
new Kombo({ on_event: (event: string) => event });

const kombo = new Kombo({ api_key: "k", integration_id: "workday:1" });
// @ts-expect-error read-only
kombo.ats = kombo.ats;
// @ts-expect-error no wasm class
kombo.free();
// @ts-expect-error no other method
kombo.ats.getJobs({});

const pages = kombo.ats.getCandidates({});
// @ts-expect-error a list is no text
kombo.ats.getCandidates({ email: ["a@example.com"] });
// @ts-expect-error a number
kombo.ats.getCandidates({ page_size: "100" });
// @ts-expect-error a misspelt parameter
kombo.ats.getCandidates({ pagesize: 100 });
// @ts-expect-error not a time stamp
kombo.ats.getCandidates({ updated_after: 1700000000 });
// @ts-expect-error ids are text
kombo.ats.getCandidates({ ids: [1] });
// @ts-expect-error a boolean
kombo.ats.getCandidates({ include_deleted: "true" });
// @ts-expect-error null is no cursor: it is the end
kombo.ats.getCandidates({ cursor: null });
// @ts-expect-error unknown option of a call
kombo.ats.getCandidates({}, { timeout: 1 });
// @ts-expect-error three ways
kombo.ats.getCandidates({}, { on_invalid: "ignore" });
// @ts-expect-error at most one page ahead
kombo.ats.getCandidates({}, { prefetch: 2 });
// @ts-expect-error not a signal
kombo.ats.getCandidates({}, { signal: "stop" });
// @ts-expect-error a key is no option of a call
kombo.ats.getCandidates({}, { api_key: "k" });
// @ts-expect-error a limit is required
pages.toArray();
// @ts-expect-error a limit is required
pages.toArray({});
// @ts-expect-error read-only
pages.cursor = "c";
// @ts-expect-error no wasm class
pages.free();
// @ts-expect-error an asynchronous iterable only
for (const page of pages) void page;
// @ts-expect-error nothing to be disposed of
pages[Symbol.dispose]?.();

const page: CandidatePage = await pages;
// @ts-expect-error no wasm class
page.free();
// @ts-expect-error no such member
page.candidates;
// @ts-expect-error there may be none
(await page.next()).results;
// @ts-expect-error may be null
page.cursor.length;
// @ts-expect-error issues hold no value
page.issues[0]?.value;

const candidate: Candidate = page.results[0]!;
// @ts-expect-error may be null: anonymised
candidate.first_name.length;
// @ts-expect-error may be null: anonymised
candidate.applications.length;
// @ts-expect-error dates are text
candidate.changed_at?.getTime();
// @ts-expect-error unknown field
candidate.name;
// @ts-expect-error any JSON, so to be looked at first
candidate.custom_fields?.["salary"].toFixed();
// @ts-expect-error may be absent
candidate.location?.city.length;
// @ts-expect-error an outcome is text
const outcome: Application["outcome"] = 1;
// @ts-expect-error not assignable from a part
const part: Candidate = { id: "a" };

// @ts-expect-error not to be made
new KomboError();
declare const error: KomboError;
// @ts-expect-error read-only
error.kind = "input";
// @ts-expect-error no such kind
error.kind === "aborted";
// @ts-expect-error unknown until looked at
error.cause.message;
// @ts-expect-error constants
CONNECTORS.workday = "x";
// @ts-expect-error no such connector
CONNECTORS.monday;
// @ts-expect-error text
VERSION.major;
// @ts-expect-error no such event
const event: KomboEvent["type"] = "log";
// @ts-expect-error only retries wait
((event: KomboEvent) => event.wait_ms);
// @ts-expect-error unknown options are caught in variables of the type too
const options: KomboOptions = { key: "k" };
// @ts-expect-error not for calls
const call: RequestOptions = { server: "eu" };
// @ts-expect-error what makes instances of the module is not for users
import { provide } from "kombo-edge";
export { call, event, options, outcome, part, provide };

// @ts-expect-error no such field
kombo.ats.getCandidates({}, { select: ["name"] });
// @ts-expect-error not selected
for (const one of (await kombo.ats.getCandidates({}, { select: ["id"] })).results) void one.tags;
// @ts-expect-error not text
kombo.ats.getCandidates().ndjson({ on_issues: (issues: string) => issues });
// @ts-expect-error the sync's own
kombo.ats.syncCandidates({ cursor: "c" });
// @ts-expect-error a store needs whole records
kombo.ats.syncCandidates({}, { select: ["id"] });
// @ts-expect-error what is left out would look as if it were gone
kombo.ats.syncCandidates({}, { on_invalid: "skip" });
// @ts-expect-error its name says the unit
kombo.ats.syncCandidates({}, { full_every: 1 });
// @ts-expect-error the witness is missing
kombo.ats.confirmDeleted(["a"]);
// @ts-expect-error half an answer decides nothing
kombo.ats.confirmDeleted(["a"], { witness: "b", max_pages: 1 });
