// The view as code: the call, then the view's own filters. The code never contains a key.

import type { Filter } from "./filters.ts";
import { EACH, type Field, parseField } from "./path.ts";
import { type Entered, kindOf, split, toOptions, toRequest } from "./request.ts";
import type { Kind } from "./values.ts";

export interface Viewed {
  readonly integration: string;
  readonly entered: Entered;
  readonly filters: readonly Filter[];
  readonly query: string;
  readonly now: number;
  readonly last: number | null;
}

const quoted = (text: string): string => JSON.stringify(text);
const NAME = /^[A-Za-z_$][\w$]*$/;
const HELPER = `const filled = (value: unknown): boolean =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== null && value !== undefined && value !== "";
`;

export function typescript(viewed: Viewed): string {
  const request = members(toRequest(viewed.entered, viewed.now, viewed.last));
  const options = members(toOptions(viewed.entered));
  const conditions = viewed.filters.flatMap(tsCondition);
  if (viewed.query.trim() !== "")
    conditions.push(`${quoted(viewed.query.trim().toLowerCase())}.split(" ").every((word) => JSON.stringify(candidate).toLowerCase().includes(word))`);
  const byIssue = viewed.filters.filter((filter) => filter.sort === "issue" || (filter.sort === "only" && filter.what === "issues"));
  const call = `kombo.ats.getCandidates(${request}${options === "{}" ? "" : `, ${options}`})`;
  const print = conditions.length === 0 ? "console.log(candidate.id);" : `if (${conditions.join(" && ")})\n    console.log(candidate.id);`;
  const helper = conditions.some((condition) => condition.includes("filled(")) ? `\n${HELPER}` : "";
  const head = `import { Kombo } from "kombo-edge";

const kombo = new Kombo({
  api_key: process.env.KOMBO_API_KEY,
  integration_id: ${quoted(viewed.integration)},
});
${helper}
const walk = ${call};

`;
  if (byIssue.length === 0) return `${head}for await (const candidate of walk.items()) {\n  ${print}\n}\n`;
  const tests = byIssue.flatMap((filter) => (filter.sort === "issue" ? [issueTest(filter.key)] : []));
  const some = tests.length > 0 ? `.filter((issue) => ${tests.join(" || ")})` : "";
  const inner = conditions.length === 0 ? "" : `  const candidate = page.results[issue.index];\n    if (candidate && ${conditions.join(" && ")}) `;
  return `${head}for await (const page of walk) {
  for (const issue of page.issues${some}) {
  ${inner || "  "}console.log(issue.id, issue.path, issue.expected, issue.found);
  }
}
`;
}

/** A test for the issues of a group. Their paths differ only in the indices. */
function issueTest(key: string): string {
  const [field = "", expected = "", found = ""] = key.split("~");
  const path = `$${field === "" ? "" : `.${field}`}`;
  return `issue.path.replace(/\\[\\d+\\]/g, "[]") === ${quoted(path)} && issue.expected === ${quoted(expected)} && issue.found === ${quoted(found)}`;
}

function members(values: object): string {
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}}`;
}

/** An expression for a field's value: `candidate.location?.city`. Below a list it calls `some` with a function. */
function access(base: string, field: Field, then: (expression: string) => string): string {
  const [step, ...others] = field;
  if (step === undefined) return then(base);
  if (step === EACH) return `(${base} ?? []).some((item) => ${access("item", others, then)})`;
  // A name that every object inherits counts only as an own property.
  if (step in Object.prototype) return access(`Object.getOwnPropertyDescriptor(${base} ?? {}, ${quoted(step)})?.value`, others, then);
  return access(`${base}${NAME.test(step) ? `?.${step}` : `?.[${quoted(step)}]`}`, others, then);
}

function tsFilled(field: Field): string {
  const [first, second, ...others] = field;
  if (first === "integration_fields" && typeof second === "string" && others.length === 0)
    return `(candidate.integration_fields ?? []).some((item) => item.key === ${quoted(second)} && filled(item.value))`;
  const expression = access("candidate", field, (value) => `filled(${value})`);
  return expression.replace("candidate?.[", "candidate[").replace("candidate?.", "candidate.");
}

const VALUES: { readonly [kind in Kind]: (value: string) => string } = {
  outcome: (value) => `(candidate.applications ?? []).some((item) => (item.outcome ?? null) === ${value})`,
  stage: (value) => `(candidate.applications ?? []).some((item) => (item.current_stage?.name ?? null) === ${value})`,
  source: (value) => `(candidate.source ?? null) === ${value}`,
  tag: (value) => `(candidate.tags ?? []).some((item) => item.name === ${value})`,
};

function tsCondition(filter: Filter): string[] {
  if (filter.sort === "lacks") return [`!${tsFilled(parseField(filter.field) ?? [])}`];
  if (filter.sort === "has") return [tsFilled(parseField(filter.field) ?? [])];
  if (filter.sort === "value") return [VALUES[filter.kind](JSON.stringify(filter.value))];
  if (filter.sort === "only" && filter.what === "deleted") return ["candidate.remote_deleted_at !== null"];
  if (filter.sort === "only" && filter.what === "confidential") return ["candidate.confidential === true"];
  return [];
}

/** Quotes a text for a shell. */
const shell = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function command(viewed: Viewed): string {
  const parts = ["npx kombo-edge candidates", `--integration ${shell(viewed.integration)}`];
  const request = { ...toRequest(viewed.entered, viewed.now, viewed.last) } as { [name: string]: unknown };
  const { on_invalid } = viewed.entered;
  if (on_invalid) request["on_invalid"] = on_invalid;
  for (const [name, value] of Object.entries(request)) {
    const flag = `--${name.replaceAll("_", "-")}`;
    if (kindOf(name) === "boolean") parts.push(flag);
    else parts.push(`${flag} ${shell(kindOf(name) === "list" ? split(String(viewed.entered[name])).join(",") : String(value))}`);
  }
  const conditions = viewed.filters.flatMap(jqCondition);
  if (viewed.query.trim() !== "") conditions.push(`(tostring | ascii_downcase | contains(${quoted(viewed.query.trim().toLowerCase())}))`);
  const jq = conditions.length === 0 ? "" : ` |\n  jq -c ${shell(`${JQ_FILLED}select(${conditions.join(" and ")})`)}`;
  return `${parts.join(" \\\n  ")}${jq}\n`;
}

const JQ_FILLED = 'def filled: . != null and . != "" and . != [] and . != {}; ';

function jqFilled(field: Field): string {
  const path = field.map((step) => (step === EACH ? "[]?" : `[${quoted(step)}]?`)).join("");
  const [first, second] = field;
  if (first === "integration_fields" && typeof second === "string") return `any(.integration_fields[]?; .key == ${quoted(second)} and (.value | filled))`;
  return `any(.${path}; filled)`;
}

function jqCondition(filter: Filter): string[] {
  const value = filter.sort === "value" ? JSON.stringify(filter.value) : "";
  if (filter.sort === "lacks") return [`(${jqFilled(parseField(filter.field) ?? [])} | not)`];
  if (filter.sort === "has") return [jqFilled(parseField(filter.field) ?? [])];
  if (filter.sort === "only" && filter.what === "deleted") return ["(.remote_deleted_at != null)"];
  if (filter.sort === "only" && filter.what === "confidential") return ["(.confidential == true)"];
  if (filter.sort !== "value") return [];
  if (filter.kind === "source") return [`(.source == ${value})`];
  const [list, at] = { outcome: ["applications", ".outcome"], stage: ["applications", ".current_stage.name"], tag: ["tags", ".name"] }[filter.kind] as [
    string,
    string,
  ];
  return [`any(.${list}[]?; ${at} == ${value})`];
}

/** A note about the parts of the view that the code omits. */
export function omitted(viewed: Viewed, format: "typescript" | "command"): string {
  const parts = ["Request, then the view’s own filter."];
  if (viewed.filters.some(({ sort }) => sort === "page")) parts.push("The page of the view is left out.");
  if (format === "command" && viewed.filters.some((filter) => filter.sort === "issue" || (filter.sort === "only" && filter.what === "issues")))
    parts.push("Issues are not in the lines: use TypeScript.");
  if (format === "command" && viewed.entered["max_pages"]) parts.push("The command walks all pages.");
  return parts.join(" ");
}
