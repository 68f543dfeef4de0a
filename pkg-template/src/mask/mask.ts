// `mask.js`: masks a secret in texts and streams, in every encoding. A browser page behind a proxy has no key and never loads this.

export { details, issues } from "./errors.ts";
export { masked } from "./masked.ts";
export { Search, type Span } from "./search.ts";
