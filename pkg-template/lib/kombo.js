// The client: holds what its options say and nothing else, so it outlives any instance of the module.

import { instanceNow } from "./instance.js";
import { call, client } from "./options.js";
import { CandidatePages } from "./pages.js";

export class Kombo {
  ats;

  constructor(options) {
    const own = client(options);
    // Where the module is there at once, wrong options fail here; in a page they fail at the first await.
    instanceNow()?.call(({ check_client }) => check_client(own.client));
    const getCandidates = (request, options) => new CandidatePages({ ...own, ...call(request, options) });
    this.ats = Object.freeze({
      getCandidates,
      syncCandidates: (request, options) => ({
        // Most never ask for it, and a bundler may load it when somebody does.
        async *[Symbol.asyncIterator]() {
          const { sync } = await import("./sync.js");
          yield* sync(getCandidates, own, request, options);
        },
      }),
    });
  }
}
