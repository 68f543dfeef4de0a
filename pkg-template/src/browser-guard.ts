// Detects a browser: a page or one of its workers. There, every visitor could read a key.

/** Whether the code runs in a browser. Checks several globals, because servers define some of a browser's. */
export function isBrowser(): boolean {
  const { window, document, importScripts, WorkerGlobalScope, WebSocketPair, Deno } = globalThis as { [name: string]: unknown };
  // The second part matches every kind of worker in a browser. workerd (recognised by `WebSocketPair`) and Deno define
  // `WorkerGlobalScope` too. workerd with an old compatibility date, and libraries for Node's threads, define `importScripts`.
  return !!((window && document) || (importScripts && WorkerGlobalScope && !WebSocketPair && !Deno));
}
