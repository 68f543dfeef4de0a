// Downloads: NDJSON, a record a line as it arrived, and CSV for spreadsheets.

import { FIELDS } from "../generated/contract.ts";
import type { Job } from "./slices.ts";
import { isObject, member, type Value } from "./path.ts";

export type Format = "ndjson" | "csv";

/** So many records make one piece. */
const PIECE = 64;

/** The records as text, in pieces: one string of all of them could be too long for the engine. */
export function* written(records: readonly Value[], format: Format): Job<string[]> {
  const columns = format === "csv" ? csvColumns(records) : [];
  const pieces = format === "csv" ? [`\ufeff${columns.map(({ name }) => csvCell(name)).join(",")}\r\n`] : [];
  for (let at = 0; at < records.length; at += PIECE) {
    const some = records.slice(at, at + PIECE);
    pieces.push(some.map((record) => (format === "csv" ? csvRow(record, columns) : `${ndjsonLine(record)}\n`)).join(""));
    yield;
  }
  return pieces;
}

/** U+2028 and U+2029 end a line for some readers. */
export const ndjsonLine = (record: Value): string =>
  (JSON.stringify(record) ?? "null").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

interface CsvColumn {
  readonly name: string;
  value(record: Value): Value;
}

/** A column for each field, the address in its parts, and what the contract does not know at the end. */
function csvColumns(records: readonly Value[]): CsvColumn[] {
  const known = FIELDS.flatMap((field): CsvColumn[] => {
    if (field.kind !== "object") return [{ name: field.name, value: (record) => member(record, field.name) }];
    return (field.fields ?? []).map(({ name }) => ({ name: `${field.name}.${name}`, value: (record) => member(member(record, field.name), name) }));
  });
  const others = new Set<string>();
  for (const record of records) if (isObject(record)) for (const name of Object.keys(record)) if (!FIELDS.some((field) => field.name === name)) others.add(name);
  return [...known, ...[...others].map((name) => ({ name, value: (record: Value) => member(record, name) }))];
}

const csvRow = (record: Value, columns: readonly CsvColumn[]): string => `${columns.map(({ value }) => csvCell(value(record))).join(",")}\r\n`;

/** What a spreadsheet would run as a formula; a number or a telephone number is none. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?[\d\s().,/-]+$/;

/** A value as one cell: lists and objects as JSON, and a `'` before what a spreadsheet would run. */
export function csvCell(value: Value): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = typeof value === "string" && FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `workday-candidates-lack-phone_numbers-partial-2026-11-25.ndjson`: what it is, and whether it is all. */
export function fileName(parts: { readonly integration: string; readonly scope: string; readonly partial: boolean; readonly time: number; readonly format: Format }): string {
  const slug = (text: string) => text.replaceAll(/[^A-Za-z0-9_.]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 60);
  const [connector = ""] = parts.integration.split(":");
  const day = new Date(parts.time).toISOString().slice(0, 10);
  return `${[slug(connector), "candidates", slug(parts.scope), parts.partial ? "partial" : "", day].filter(Boolean).join("-")}.${parts.format}`;
}
