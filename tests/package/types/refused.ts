// Wrong code. Every line below an @ts-expect-error has one mistake; without the mistake, tsc complains.
import type { Application, Candidate, CandidatePage, KomboEvent, KomboOptions, RequestOptions } from "kombo-edge";
import { CONNECTORS, Kombo, KomboError, VERSION } from "kombo-edge";

// @ts-expect-error the options are an argument
new Kombo();
// @ts-expect-error a key is not a number
new Kombo({ api_key: 1 });
// @ts-expect-error the function must return text
new Kombo({ api_key: () => 1 });
// @ts-expect-error unknown option
new Kombo({ apiKey: "k" });
// @ts-expect-error there are two regions
new Kombo({ server: "mars" });
// @ts-expect-error not a number of retries
new Kombo({ retry: 3 });
// @ts-expect-error `true` is not a setting
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
// @ts-expect-error an email is text, not a list
kombo.ats.getCandidates({ email: ["a@example.com"] });
// @ts-expect-error a number
kombo.ats.getCandidates({ page_size: "100" });
// @ts-expect-error a misspelt parameter
kombo.ats.getCandidates({ pagesize: 100 });
// @ts-expect-error not a timestamp
kombo.ats.getCandidates({ updated_after: 1700000000 });
// @ts-expect-error ids are text
kombo.ats.getCandidates({ ids: [1] });
// @ts-expect-error a boolean
kombo.ats.getCandidates({ include_deleted: "true" });
// @ts-expect-error null is not a cursor: it means the end
kombo.ats.getCandidates({ cursor: null });
// @ts-expect-error unknown option of a call
kombo.ats.getCandidates({}, { timeout: 1 });
// @ts-expect-error not one of the three values
kombo.ats.getCandidates({}, { on_invalid: "ignore" });
// @ts-expect-error at most one page ahead
kombo.ats.getCandidates({}, { prefetch: 2 });
// @ts-expect-error not a signal
kombo.ats.getCandidates({}, { signal: "stop" });
// @ts-expect-error a key is not an option of a call
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
// @ts-expect-error not disposable
pages[Symbol.dispose]?.();

const page: CandidatePage = await pages;
// @ts-expect-error no wasm class
page.free();
// @ts-expect-error no such member
page.candidates;
// @ts-expect-error the next page may be undefined
(await page.next()).results;
// @ts-expect-error may be null
page.cursor.length;
// @ts-expect-error issues contain no values
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
// @ts-expect-error any JSON value, so its type must be checked first
candidate.custom_fields?.["salary"].toFixed();
// @ts-expect-error may be absent
candidate.location?.city.length;
// @ts-expect-error an outcome is text
const outcome: Application["outcome"] = 1;
// @ts-expect-error fields are missing
const part: Candidate = { id: "a" };

// @ts-expect-error the constructor needs arguments that are not public
new KomboError();
declare const error: KomboError;
// @ts-expect-error read-only
error.kind = "input";
// @ts-expect-error no such kind
error.kind === "aborted";
// @ts-expect-error unknown until its type is checked
error.cause.message;
// @ts-expect-error the constants are read-only
CONNECTORS.workday = "x";
// @ts-expect-error no such connector
CONNECTORS.monday;
// @ts-expect-error VERSION is text
VERSION.major;
// @ts-expect-error no such event
const event: KomboEvent["type"] = "log";
// @ts-expect-error only retry events have wait_ms
((event: KomboEvent) => event.wait_ms);
// @ts-expect-error unknown options are found in variables of the type too
const options: KomboOptions = { key: "k" };
// @ts-expect-error not an option of a call
const call: RequestOptions = { server: "eu" };
// @ts-expect-error the function that makes instances of the module is not public
import { provide } from "kombo-edge";
export { call, event, options, outcome, part, provide };

// @ts-expect-error no such field
kombo.ats.getCandidates({}, { select: ["name"] });
// @ts-expect-error not selected
for (const one of (await kombo.ats.getCandidates({}, { select: ["id"] })).results) void one.tags;
// @ts-expect-error not text
kombo.ats.getCandidates().ndjson({ on_issues: (issues: string) => issues });
// @ts-expect-error the cursor belongs to the sync
kombo.ats.syncCandidates({ cursor: "c" });
// @ts-expect-error a store needs whole records
kombo.ats.syncCandidates({}, { select: ["id"] });
// @ts-expect-error skipped records would look deleted
kombo.ats.syncCandidates({}, { on_invalid: "skip" });
// @ts-expect-error the option's name includes the unit
kombo.ats.syncCandidates({}, { full_every: 1 });
// @ts-expect-error the witness is missing
kombo.ats.confirmDeleted(["a"]);
// @ts-expect-error an incomplete answer decides nothing
kombo.ats.confirmDeleted(["a"], { witness: "b", max_pages: 1 });
