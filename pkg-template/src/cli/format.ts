// The output formats. Each converts a page's lines of JSON to text, so that no digit and no field is lost.

import { csv } from "./csv.ts";

export interface Format {
  /** The text before the first record. */
  readonly begin: string;
  /** The text of a page's records. `isFirst`: no record precedes them. */
  page(lines: string, isFirst: boolean): string;
  /** The text after the last record. */
  readonly end: string;
}

export interface CsvOptions {
  select: readonly string[] | undefined;
  bom: boolean;
  header: boolean;
  keep_formulas: boolean;
}

const NDJSON: Format = { begin: "", page: (lines) => lines, end: "" };

/** One array that is closed after the last record. An incomplete output is not valid JSON, so no program takes it for the whole. */
const JSON_ARRAY: Format = {
  begin: "[",
  page: (lines, isFirst) => (isFirst ? "\n" : ",\n") + lines.slice(0, -1).replaceAll("\n", ",\n"),
  end: "\n]\n",
};

export const FORMATS = ["ndjson", "json", "csv"] as const;

export function format(name: (typeof FORMATS)[number], options: CsvOptions): Format {
  if (name === "csv") return csv(options);
  return name === "json" ? JSON_ARRAY : NDJSON;
}
