// `select` narrows a record's type to the named fields, and marks a field optional when it may be absent.
import type { Candidate, CandidatePages, RequestOptions } from "kombo-edge";
import { Kombo } from "kombo-edge";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};
const { ats } = new Kombo({ server_url: "https://proxy.example.com" });
type Item<Pages> = Pages extends CandidatePages<infer One> ? One : never;

// A literal list: exactly these fields are there.
const written = ats.getCandidates({}, { select: ["id", "first_name"] });
same<Item<typeof written>, Pick<Candidate, "id" | "first_name">>();
same<Awaited<typeof written>["results"][number], Pick<Candidate, "id" | "first_name">>();
for await (const { id, first_name } of written.items()) id.concat(first_name ?? "");
// @ts-expect-error not selected
(await written).results[0]?.tags;
const constant = ["id", "tags"] as const;
const named = ats.getCandidates({}, { select: constant });
same<Item<typeof named>, Pick<Candidate, "id" | "tags">>();

// No list: the whole record, in every form of the options.
const plain: RequestOptions = { prefetch: 0 };
const whole = [ats.getCandidates(), ats.getCandidates({}, {}), ats.getCandidates({}, { select: undefined }), ats.getCandidates({}, plain)] as const;
same<Item<(typeof whole)[number]>, Candidate>();

// A list of unknown contents: every field may be absent.
declare const some: ("id" | "first_name")[];
const variable = ats.getCandidates({}, { select: some });
same<Item<typeof variable>, Partial<Pick<Candidate, "id" | "first_name">>>();
declare const any_of: readonly (keyof Candidate)[];
const open = ats.getCandidates({}, { select: any_of });
same<Item<typeof open>["id"], string | undefined>();
// @ts-expect-error it may be absent
(await open).results[0]?.id.length;
let mutable = ["id" as const];
const pushed = ats.getCandidates({}, { select: mutable });
same<Item<typeof pushed>, Partial<Pick<Candidate, "id">>>();
const spread = ats.getCandidates({}, { select: ["id", ...some] });
same<Item<typeof spread>["first_name"], string | null | undefined>();

// One of two fields, and one of two lists.
declare const which: "tags" | "title";
const either = ats.getCandidates({}, { select: ["id", which] });
same<Item<typeof either>["id"], string>();
same<Item<typeof either>["title"], string | null | undefined>();
declare const short: boolean;
const lists = ats.getCandidates({}, { select: short ? (["id"] as const) : (["id", "title"] as const) });
same<Item<typeof lists>, Pick<Candidate, "id"> | Pick<Candidate, "id" | "title">>();

// Options in a variable keep their types.
const kept = { select: ["id"], max_pages: 1 } as const;
const through = ats.getCandidates({}, kept);
same<Item<typeof through>, Pick<Candidate, "id">>();
export const stated: RequestOptions<readonly ["id"]> = { select: ["id"] };
// @ts-expect-error without the list in their type, these options would promise whole records
export const unstated: RequestOptions = { select: ["id"] };
// @ts-expect-error no such field
ats.getCandidates({}, { select: ["id", "name"] });
// @ts-expect-error an array of any strings is not a list of fields
ats.getCandidates({}, { select: ["id"] as string[] });
