// `mask.js`: takes a secret out of texts and of streams, however it is written. Whoever sends a key has it; a page behind a
// proxy has none, and never loads this.

export { details, issues } from "./errors.ts";
export { masked } from "./masked.ts";
export { Search, type Span } from "./search.ts";
