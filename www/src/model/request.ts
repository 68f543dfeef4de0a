// The entries of the request bar, and the call that they make.

import type { GetCandidatesRequest, RequestOptions } from "kombo-edge";
import { PARAMETERS } from "../generated/contract.ts";
import { presetLabel, resolve } from "./dates.ts";

/** The entered texts, by parameter and for `max_pages` and `on_invalid`. An entry that is not set is absent. */
export type Entered = { readonly [name: string]: string };

/** The entries that are always visible; the others are in *More filters*. */
export const IN_SIGHT: readonly { readonly name: string; readonly label: string }[] = [
  { name: "updated_after", label: "Changed after" },
  { name: "include_deleted", label: "Deleted ones too" },
  { name: "email", label: "E-mail" },
  { name: "first_name", label: "First name" },
  { name: "last_name", label: "Last name" },
  { name: "job_ids", label: "Jobs" },
];
export const MORE: readonly { readonly name: string; readonly label: string }[] = [
  { name: "ids", label: "Ids" },
  { name: "remote_ids", label: "Remote ids" },
  { name: "page_size", label: "Per page" },
  { name: "cursor", label: "From cursor" },
  { name: "ignore_unsupported_filters", label: "Leave out unsupported" },
  { name: "on_invalid", label: "With an issue" },
  { name: "max_pages", label: "Pages at most" },
];
/** The default page size: the largest that Kombo allows, as in the command. */
export const PAGE_SIZE = String(PARAMETERS.find(({ name }) => name === "page_size")?.max ?? "");
/** Entries that are options, not parameters. */
const HOW = ["on_invalid", "max_pages"];
export const NAMES: readonly string[] = [...IN_SIGHT, ...MORE].map(({ name }) => name);

/** Parameters with personal data. A shared link contains them only when the user chooses so. */
export const PERSONAL: readonly string[] = ["email", "first_name", "last_name"];

export const ON_INVALID: readonly { readonly value: string; readonly label: string }[] = [
  { value: "", label: "kept and listed" },
  { value: "skip", label: "left out, and listed" },
  { value: "throw", label: "the end of the walk" },
];

export const kindOf = (name: string): string => PARAMETERS.find((parameter) => parameter.name === name)?.kind ?? (name === "max_pages" ? "integer" : "word");

/** The elements of a list that was typed or pasted. */
export const split = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];

/** The entries with one changed. An empty value removes the entry. */
export function withEntry(entered: Entered, name: string, value: string): Entered {
  const { [name]: _, ...others } = entered;
  return value === "" ? others : { ...others, [name]: value };
}

/** The entries without surrounding blanks, and lists with single commas. */
export const tidied = (entered: Entered): Entered =>
  Object.entries(entered).reduce<Entered>((all, [name, value]) => withEntry(all, name, kindOf(name) === "list" ? split(value).join(",") : value.trim()), {});

/** The entries with known names, in a fixed order, so that equal requests compare as equal. */
export function normal(entered: Entered): Entered {
  return Object.fromEntries(NAMES.flatMap((name) => (entered[name] ? [[name, entered[name]]] : [])));
}

export const isEqual = (a: Entered, b: Entered): boolean => JSON.stringify(normal(a)) === JSON.stringify(normal(b));

function valueFrom(name: string, text: string): unknown {
  const kind = kindOf(name);
  if (kind === "boolean") return text === "true";
  if (kind === "integer") return Number(text);
  return kind === "list" ? split(text) : text;
}

/** The parameters of the call. The package checks them before it sends a request. */
export function toRequest(entered: Entered, now: number, last: number | null): GetCandidatesRequest {
  const request: { [name: string]: unknown } = {};
  for (const { name } of PARAMETERS) {
    const text = name === "updated_after" ? resolve(entered[name] ?? "", now, last) : (entered[name] ?? (name === "page_size" ? PAGE_SIZE : ""));
    if (text) request[name] = valueFrom(name, text);
  }
  return request as GetCandidatesRequest;
}

export function toOptions(entered: Entered): Omit<RequestOptions, "select"> {
  return Object.fromEntries(HOW.flatMap((name) => (entered[name] ? [[name, valueFrom(name, entered[name])]] : []))) as Omit<RequestOptions, "select">;
}

/** The text after a pill's label; null when the label is enough. */
export function pillValue(name: string, text: string): string | null {
  const kind = kindOf(name);
  if (kind === "boolean") return null;
  if (name === "updated_after") return presetLabel(text);
  if (name === "on_invalid") return ON_INVALID.find(({ value }) => value === text)?.label ?? text;
  if (kind !== "list") return shortened(text);
  const [first = "", ...others] = split(text);
  return others.length > 0 ? `${shortened(first)} +${others.length}` : shortened(first);
}

/** All entries as one text: `Changed after last 7 days, Deleted ones too`. */
export const inPills = (entered: Entered): string =>
  [...IN_SIGHT, ...MORE].flatMap(({ name, label }) => (entered[name] ? [[label, pillValue(name, entered[name])].filter(Boolean).join(" ")] : [])).join(", ");

/** Shortens a long id in the middle. */
export const shortened = (text: string, most = 18): string => (text.length <= most ? text : `${text.slice(0, 6)}…${text.slice(-4)}`);

/** A message about an invalid entry, or null. The package may still refuse a value that passes here. */
export function problem(name: string, text: string): string | null {
  const entry = PARAMETERS.find((parameter) => parameter.name === name);
  if (text === "") return null;
  if (kindOf(name) === "integer") {
    const [least, most] = [entry?.min ?? 1, entry?.max ?? 1_000_000_000];
    const number = Number(text);
    return Number.isInteger(number) && number >= least && number <= most ? null : `A whole number from ${least} to ${most.toLocaleString("en")}`;
  }
  if (kindOf(name) === "email") return /^[^\s@]+@[^\s@]+$/.test(text) ? null : "An address such as jane@example.com";
  return null;
}
