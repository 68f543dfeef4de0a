// Node, Deno and Bun: some libraries' bodies are streams of Node's, not of the web.

import { runtime } from "../index.ts";

const { open } = runtime;
runtime.open = (response) => {
  const iterate = response.body?.[Symbol.asyncIterator];
  if (!iterate || response.body?.getReader) return open(response);
  const chunks = iterate.call(response.body);
  return { read: () => chunks.next(), cancel: () => chunks.return?.() };
};
