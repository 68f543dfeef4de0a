// The client. It holds only its options, nothing of the module, so it outlives any instance of the module.

import { KomboError } from "./error.ts";
import { ignoreErrors } from "./ignore.ts";
import { type Instance, instanceNow } from "./instance.ts";
import { loadMask } from "./masking.ts";
import type { ErrorDetails } from "./module.ts";
import { CandidatePages } from "./pages.ts";
import { runtime } from "./runtime.ts";
import { clientSource, type Source, source } from "./source.ts";
import type * as types from "./types.ts";

export class Kombo implements types.Kombo {
  readonly ats: types.Kombo["ats"];

  constructor(options: types.KomboOptions) {
    const client = clientSource(options);
    // If the module is available synchronously, wrong options throw here. In a browser page they reject the first call.
    const { secret } = client.sent;
    const module = instanceNow();
    if (module) checkClient(module, client.client, secret);
    // The class is typed for whole records. With `select`, the type of the records is narrower.
    const getCandidates = ((request?: unknown, options?: unknown) =>
      new CandidatePages(snapshot(() => source(client, request, options)))) as unknown as types.Kombo["ats"]["getCandidates"];
    this.ats = Object.freeze({
      getCandidates,
      syncCandidates: (request?: types.SyncRequest, options?: types.SyncOptions) => ({
        async *[Symbol.asyncIterator]() {
          yield* (await runtime.sync()).sync(client, request, options);
        },
      }),
      confirmDeleted: async (ids: readonly string[], options: types.ConfirmOptions) => (await runtime.sync()).confirm(client, ids, options),
    });
  }
}

/** @throws {KomboError} of kind `input` */
export function checkClient(module: Instance, client: string, secret: string): void {
  const walk = module.open();
  const wrong = module.callText(walk, client, (exports, id) => exports.check(id));
  module.close(walk);
  if (!wrong) return;
  ignoreErrors(() => loadMask(secret));
  throw new KomboError(JSON.parse(wrong) as ErrorDetails, undefined, secret);
}

/** Takes the snapshot now. An error is thrown when the snapshot is first used, before anything is sent. */
function snapshot(take: () => Source): () => Source {
  try {
    const taken = take();
    return () => taken;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
