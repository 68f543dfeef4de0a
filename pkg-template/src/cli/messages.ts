// Rewrites the package's messages about options and parameters for a shell: with the names of flags, and values as text.

import { COLUMNS } from "../generated/columns.ts";
import { FLAGS } from "../generated/flags.ts";
import type { RecordIssue } from "../types.ts";

/** The fields of a candidate that `--select` takes. */
export const FIELDS: readonly string[] = [...new Set(COLUMNS.map(([path]) => path.split(".")[0] as string))];

const IDS = "give ids with commas between them, none of them empty; leave it out to ask for all";
const NAME = "it is empty; leave it out to ask for all";

/** Advice about valid values, by option or parameter. */
const ADVICE: Readonly<Record<string, string>> = {
  api_key: "give the key alone, without blanks, line ends or quotes",
  integration_id: "give <connector>:<id>, such as workday:HWUTwvyx2wLoSUHphiWVrp28",
  server_url: "give an address that begins with https://, or with http:// on this machine, without a user, ? or #",
  cursor: "give what an earlier run printed; leave it out to begin at the first page",
  page_size: "give a whole number from 1 to 250",
  updated_after: "give a day that exists, such as 2026-01-31, or a time in UTC, such as 2026-01-31T08:00:00.000Z",
  ids: IDS,
  remote_ids: IDS,
  job_ids: IDS,
  email: "give one address, such as jo@example.com",
  first_name: NAME,
  last_name: NAME,
};

/** The flag or environment variable of an option or a parameter. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ...FLAGS.map(({ parameter, usage }) => [parameter, usage.split(" ")[0] as string] as const),
  ["api_key", "the environment variable KOMBO_API_KEY"],
  ["select", "--select"],
]);

/** Parts of messages that name an option without a flag, or that are useful to programmers only. */
const REWRITTEN: readonly (readonly [RegExp, string])[] = [
  [/`(?:timeout_ms|max_body_bytes)` \((\d+ \w+)\)/g, "$1"],
  [/, or raise the limit$/, ""],
  [/: see `cause`$/, ""],
];

/** The message about an invalid value. */
export const invalidValue = (parameter: string, given?: string): string =>
  `${NAMES.get(parameter) ?? parameter} is ${given ?? "invalid"}: ${ADVICE[parameter]}`;

/** Rewrites the message of an error that the package created. */
export function messageOf({ kind, message, issues }: { kind: string; message: string; issues: readonly RecordIssue[] }): string {
  // A number or a date is shown, because that helps. Any other value may be personal data.
  const [, name = "", given] = /^`(\w+)` is (\d\S*(?=:)|"[^"]*"|missing)?/.exec(message) ?? [];
  if (kind === "input" && name === "select") return invalidSelect(message);
  if (kind === "input" && Object.hasOwn(ADVICE, name)) return invalidValue(name, given);
  const [first] = issues;
  const what = first ? `: ${first.path}: ${first.expected} expected, ${first.found} found` : "";
  const text = REWRITTEN.reduce((text, [from, to]) => text.replace(from, to), message.replace(/: see `issues`$/, what));
  return text.replaceAll(/`(\w+)`/g, (name, parameter) => NAMES.get(parameter) ?? name);
}

function invalidSelect(message: string): string {
  const [, field = ""] = /with `(.*)`, which/.exec(message) ?? [];
  const [, hint] = /did you mean `(\w+)`/.exec(message) ?? [];
  return `--select: ${JSON.stringify(field)} is no field of a candidate; ${hint ? `did you mean ${hint}?` : `there are ${FIELDS.join(", ")}`}`;
}
