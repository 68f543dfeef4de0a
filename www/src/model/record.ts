// The main facts of a record: its name, its address, its applications.

import { elements, isObject, type JsonObject, member, type Value } from "./path.ts";

/** A value as one line of text; null when it is empty. */
export function line(value: Value): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value !== "object") return String(value);
  const json = JSON.stringify(value);
  return json === "[]" || json === "{}" ? null : json;
}

const joined = (parts: readonly (string | null)[], by: string): string | null => parts.filter((part) => part !== null).join(by) || null;

export const nameOf = (record: Value): string | null => joined([line(member(record, "first_name")), line(member(record, "last_name"))], " ");
export const idOf = (record: Value): string | null => line(member(record, "id"));
export const isDeleted = (record: Value): boolean => line(member(record, "remote_deleted_at")) !== null;
export const isConfidential = (record: Value): boolean => member(record, "confidential") === true;

export function emailOf(record: Value): string | null {
  for (const email of elements(member(record, "email_addresses"))) {
    const address = isObject(email) ? line(member(email, "email_address")) : line(email);
    if (address !== null) return address;
  }
  return null;
}

/** When an application was created, else when it changed, else an empty text. */
const createdAt = (application: Value): string => line(member(application, "remote_created_at")) ?? line(member(application, "changed_at")) ?? "";

/** A record's applications, newest first. Elements that are not objects are omitted. */
export function applicationsOf(record: Value): { readonly application: JsonObject; readonly index: number }[] {
  const all = elements(member(record, "applications"));
  const found = all.flatMap((application, index) => (isObject(application) ? [{ application, index }] : []));
  return found.sort((a, b) => (createdAt(a.application) < createdAt(b.application) ? 1 : createdAt(a.application) > createdAt(b.application) ? -1 : 0));
}

export type Outcome = "pending" | "hired" | "declined" | "none" | "other";

export function outcomeOf(application: Value): Outcome {
  const outcome = line(member(application, "outcome"));
  if (outcome === null) return "none";
  const outcomes: { readonly [outcome: string]: Outcome } = { PENDING: "pending", HIRED: "hired", DECLINED: "declined" };
  return Object.hasOwn(outcomes, outcome) ? (outcomes[outcome] ?? "other") : "other";
}

/** The status of an application in a word: its outcome or its stage. */
export function statusOf(application: Value): string {
  const outcome = outcomeOf(application);
  const stage = line(member(member(application, "current_stage"), "name"));
  if (outcome === "hired") return "Hired";
  if (outcome === "other") return line(member(application, "outcome")) ?? "";
  return stage ?? { pending: "Pending", declined: "Declined", none: "No outcome" }[outcome];
}
