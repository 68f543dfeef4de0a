// Whether the code runs in a browser, where every visitor can read a key: in a page, or in one of its workers.

/** Decided by what the runtime is, not by one global: servers have some of a browser's. */
export function isPage(): boolean {
  const { window, document, importScripts, WorkerGlobalScope, WebSocketPair, Deno } = globalThis as { [name: string]: unknown };
  // A browser's worker of any kind. workerd (with `WebSocketPair`) and Deno have its class too, workerd of old compatibility
  // dates its function as well; libraries for Node's threads add the function alone.
  return !!((window && document) || (importScripts && WorkerGlobalScope && !WebSocketPair && !Deno));
}
