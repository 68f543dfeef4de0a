// All of the model: pure functions that do not use the document.

export * from "./address.ts";
export * from "./bars.ts";
export * from "./code.ts";
export * from "./columns.ts";
export * from "./counts.ts";
export * from "./coverage.ts";
export * from "./dates.ts";
export * from "./exports.ts";
export * from "./filters.ts";
export * from "./issues.ts";
export * as json from "./json.ts";
export * from "./lastwalk.ts";
export * from "./numbers.ts";
export * from "./path.ts";
export * from "./record.ts";
export * from "./request.ts";
export * from "./search.ts";
export * from "./slices.ts";
export * from "./sort.ts";
export * from "./values.ts";
export * from "./words.ts";
