// The texts of downloads: NDJSON, with each record as it arrived, and the command's CSV, with the byte order mark that Excel needs for
// UTF-8.

import { csv } from "../../../pkg-template/src/cli/csv.ts";
import type { Value } from "./path.ts";
import type { Job } from "./slices.ts";

export type Format = "ndjson" | "csv";

/** The number of records in one piece. */
const PIECE = 64;

/** The records as text, in pieces: one string of all of them could be too long for the engine. */
export function* exportRecords(records: readonly Value[], format: Format): Job<string[]> {
  const { begin, page } = csv({ select: undefined, bom: true, header: true, keep_formulas: false });
  const pieces = format === "csv" ? [begin] : [];
  for (let at = 0; at < records.length; at += PIECE) {
    const lines = records
      .slice(at, at + PIECE)
      .map((record) => `${ndjsonLine(record)}\n`)
      .join("");
    pieces.push(format === "csv" ? page(lines, at === 0) : lines);
    yield;
  }
  return pieces;
}

/** A record as one line. U+2028 and U+2029 are escaped, because some readers take them for line ends. */
export const ndjsonLine = (record: Value): string => (JSON.stringify(record) ?? "null").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/** The name of the file, with the selection and whether the walk is incomplete: `workday-candidates-lack-phone_numbers-partial-2026-11-25.ndjson`. */
export function fileName(parts: {
  readonly integration: string;
  readonly scope: string;
  readonly partial: boolean;
  readonly time: number;
  readonly format: Format;
}): string {
  const slug = (text: string) =>
    text
      .replaceAll(/[^A-Za-z0-9_.]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 60);
  const [connector = ""] = parts.integration.split(":");
  const day = new Date(parts.time).toISOString().slice(0, 10);
  return `${[slug(connector), "candidates", slug(parts.scope), parts.partial ? "partial" : "", day].filter(Boolean).join("-")}.${parts.format}`;
}
