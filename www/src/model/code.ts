// The view as code: the call, then the view's own filters. The code never contains a key.

import type { Sort } from "./address.ts";
import { conditionsOf, functions, isReported, oddDate } from "./conditions.ts";
import type { Filter } from "./filters.ts";
import { type Entered, kindOf, split, toOptions, toRequest } from "./request.ts";

export interface Viewed {
  readonly integration: string;
  readonly entered: Entered;
  readonly filters: readonly Filter[];
  readonly query: string;
  readonly sort: Sort | null;
  readonly now: number;
  readonly last: number | null;
  readonly target: Target;
}

/** The Kombo that the code addresses. */
export interface Target {
  /** Its base address; undefined is the package's default. */
  readonly server_url?: string | undefined;
  /** Whether it is the sandbox of this page, which takes no key. */
  readonly isSandbox?: boolean;
}

/** The package's default. */
const EU = "https://api.kombo.dev/v1";

/** The address of the page's sandbox with this fault; without a sandbox, of Kombo. */
export function targetOf(session: { readonly sandbox?: object; readonly server_url?: string }, page: string, fault: string): Target {
  if (!session.sandbox) return { server_url: session.server_url === EU ? undefined : session.server_url };
  return { server_url: new URL(`./sandbox${fault === "" ? "" : `/fault/${encodeURIComponent(fault)}`}/v1`, page).href, isSandbox: true };
}

const quoted = (text: string): string => JSON.stringify(text);

/** Characters that a terminal or an editor executes or hides: controls, changes of direction, halves of surrogate pairs. */
const HIDDEN = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

/** Code whose texts have no hidden character. All of them are in strings, where an escape means the same. */
const visible = (code: string): string =>
  code.replaceAll(new RegExp(HIDDEN, "gu"), (character) => (character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`));

export function typescript(viewed: Viewed): string {
  const { filters, query, entered } = viewed;
  const options = members(codeOf(toOptions(entered)));
  const call = `kombo.ats.getCandidates(${members(codeOf(toRequest(entered, viewed.now, viewed.last)))}${options === "{}" ? "" : `, ${options}`})`;
  const conditions = conditionsOf(filters, query);
  const onlyIssues = filters.some((filter) => filter.sort === "only" && filter.what === "issues");
  const called = functions(onlyIssues ? [...conditions, oddDate()] : conditions, true);
  const tests = conditions.map(({ code }) => code);
  const byPage = filters.some((filter) => filter.sort === "page" || isReported(filter));
  return visible(`import { Kombo } from "kombo-edge";

const kombo = new Kombo(${members(client(viewed))});
${called === "" ? "" : `\n${called}`}
const walk = ${call};

${notes(viewed, "typescript")
  .map((note) => `// ${note}\n`)
  .join("")}${byPage ? pageLoop(viewed, tests) : `for await (const candidate of walk.items()) {\n  ${printIf(tests, "candidate?.id", "  ")}}\n`}`);
}

const printIf = (tests: readonly string[], printed: string, indent: string): string =>
  tests.length === 0 ? `console.log(${printed});\n` : `if (${tests.join(" && ")})\n${indent}  console.log(${printed});\n`;

/** The loop for filters that need a page's number or its issues. */
function pageLoop({ filters, entered }: Viewed, conditions: readonly string[]): string {
  const tests = [...conditions];
  const page = filters.find((filter) => filter.sort === "page");
  if (page) tests.unshift(`number === ${page.page}`);
  const reported = filters.filter(isReported);
  // With "skip", an issue's index counts records that are not in the page.
  const ofRecord = entered["on_invalid"] === "skip" ? "issue.id === candidate?.id" : "issue.index === index";
  const groups = reported.flatMap((filter) => (filter.sort === "issue" ? [issueTest(filter.key)] : []));
  if (reported.length > 0) tests.push(groups.length > 0 ? "issues.length > 0" : `(issues.length > 0 || ${oddDate().code})`);
  const issues = `    const issues = page.issues.filter((issue) => ${[ofRecord, ...groups].join(" && ")});\n`;
  const printed =
    reported.length > 0 ? "candidate?.id, ...issues.map((issue) => `${issue.path}: expected ${issue.expected}, found ${issue.found}`)" : "candidate?.id";
  return `${page ? "let number = 0;\n" : ""}for await (const page of walk) {
${page ? "  number += 1;\n" : ""}  for (const [index, candidate] of page.results.entries()) {
${reported.length > 0 ? issues : ""}    ${printIf(tests, printed, "    ")}  }
}
`;
}

/** A test for the issues of a group. Their paths differ only in the indices. */
function issueTest(key: string): string {
  const [field = "", expected = "", found = ""] = key.split("~");
  const path = `$${field === "" ? "" : `.${field}`}`;
  return `issue.path.replace(/\\[\\d+\\]/g, "[]") === ${quoted(path)} && issue.expected === ${quoted(expected)} && issue.found === ${quoted(found)}`;
}

/** The client's options as code. */
const client = ({ integration, target }: Viewed): { [name: string]: string } => ({
  ...(!target.isSandbox && { api_key: "process.env.KOMBO_API_KEY" }),
  ...(target.server_url !== undefined && { server_url: quoted(target.server_url) }),
  integration_id: quoted(integration),
});

const codeOf = (values: object): { [name: string]: string } => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));

function members(values: { readonly [name: string]: string }): string {
  const lines = Object.entries(values).map(([name, code]) => `  ${name}: ${code},\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}}`;
}

const inQuotes = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Quotes a text for a shell. Hidden characters are written as numbers: a pasted one could end the paste and run what follows. */
function shell(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!HIDDEN.test(text)) return inQuotes(text);
  const characters = Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[\w@+=:,. /]/.test(character) ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"$(printf '${characters.join("")}')"`;
}

export function command(viewed: Viewed): string {
  const parts = ["npx kombo-edge candidates", `--integration ${shell(viewed.integration)}`];
  if (viewed.target.server_url !== undefined) parts.push(`--server-url ${shell(viewed.target.server_url)}`);
  const request = { ...toRequest(viewed.entered, viewed.now, viewed.last) } as { [name: string]: unknown };
  const { on_invalid } = viewed.entered;
  if (on_invalid) request["on_invalid"] = on_invalid;
  for (const [name, value] of Object.entries(request)) {
    const flag = `--${name.replaceAll("_", "-")}`;
    if (value === true) parts.push(flag);
    else if (value !== false) parts.push(`${flag} ${shell(kindOf(name) === "list" ? split(String(viewed.entered[name])).join(",") : String(value))}`);
  }
  const conditions = conditionsOf(viewed.filters, viewed.query);
  const comments = notes(viewed, "command").map((note) => `# ${note}\n`);
  const tests = conditions.map(({ code }) => code).join(" && ");
  const select = tests === "" ? "" : ` |\n  node -e ${inQuotes(visible(`${functions(conditions, false)}\n${LINES}  if (${tests}) console.log(line);\n});\n`))}`;
  return `${comments.join("")}${parts.join(" \\\n  ")}${select}\n`;
}

/** Reads lines in Node, which `npx` is part of. */
const LINES = `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const candidate = JSON.parse(line);
`;

/** What the code does differently from the view: comments in the code. A shell comment has no quote, so that none is left open. */
export function notes({ filters, entered, sort, target }: Viewed, format: "typescript" | "command"): string[] {
  const found: string[] = [];
  if (target.isSandbox) found.push("Reads from the sandbox of this page, while that runs. It takes no key.");
  if (sort) found.push("In the order of arrival, not sorted as in the page.");
  if (format === "typescript") return found;
  if (filters.some((filter) => filter.sort === "page")) found.push("The lines have no pages: this prints the records of all pages.");
  if (filters.some(isReported)) found.push("The lines have no issues: this prints records with and without them. Copy as TypeScript to select by issues.");
  if (entered["max_pages"]) found.push(`The command walks all pages, not only ${Number(entered["max_pages"])}.`);
  return found;
}
