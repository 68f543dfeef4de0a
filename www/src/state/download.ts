// Downloads the shown records, or all records, as one file.

import { exportRecords, type Format, fileName } from "../model/exports.ts";
import { clause } from "../model/filters.ts";
import { inSlices } from "../model/slices.ts";
import { isPartial, records, rows, view, walk } from "./store.ts";

const TYPES: { readonly [format in Format]: string } = { ndjson: "application/x-ndjson", csv: "text/csv;charset=utf-8" };

export async function download(shown: boolean, format: Format): Promise<void> {
  const all = records.value.items;
  const chosen = shown ? rows.value.map((n) => all[n]) : all.slice();
  const pieces = await inSlices(exportRecords(chosen, format));
  if (!pieces) return;
  const scope = shown ? clause(view.value.filters, view.value.query) : "all";
  const url = URL.createObjectURL(new Blob(pieces, { type: TYPES[format] }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = fileName({ integration: walk.value.integration, scope, partial: isPartial.value, time: walk.value.began, format });
  anchor.click();
  // The browser has started the download by the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}
