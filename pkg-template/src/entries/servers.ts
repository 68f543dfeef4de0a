// Node, Deno and Bun: the response bodies of some libraries are Node streams, not web streams.

import { runtime } from "../index.ts";

const { open } = runtime;
runtime.open = (response) => {
  const iterate = response.body?.[Symbol.asyncIterator];
  if (!iterate || response.body?.getReader) return open(response);
  const chunks = iterate.call(response.body);
  return { read: () => chunks.next(), cancel: () => chunks.return?.() };
};
