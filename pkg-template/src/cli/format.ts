// The formats. Each makes text of a page's lines of JSON, so no digit and no field is lost on the way.

import { csv } from "./csv.ts";

export interface Format {
  /** Before the first record. */
  readonly begin: string;
  /** A page's records; `isFirst` when none came before them. */
  page(lines: string, isFirst: boolean): string;
  /** After the last record. */
  readonly end: string;
}

export interface CsvOptions {
  select: readonly string[] | undefined;
  bom: boolean;
  header: boolean;
  keep_formulas: boolean;
}

const NDJSON: Format = { begin: "", page: (lines) => lines, end: "" };

/** One array, closed at its very end only: what breaks off is no JSON, and cannot be taken for the whole. */
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
