// Forwards a response that `authorize` returned, such as a login redirect, and makes it readable for the page.

import { runtime } from "../index.ts";
import type { AnyResponse } from "../runtime.ts";
import type { HeaderFields } from "./response.ts";

/** Headers that are added only if the response does not have them. */
const DEFAULT_HEADERS = ["cache-control", "access-control-expose-headers"];

/** Duck-typed: the response may come from another library or realm. An object with an `integration_id` is not a response. */
export function isResponse(given: unknown): given is Response {
  if (typeof given !== "object" || given === null || Object.hasOwn(given, "integration_id")) return false;
  const { status, headers } = given as Partial<Response>;
  return Number.isInteger(status) && typeof headers?.get === "function" && Symbol.iterator in headers;
}

/** The response to send. @param page the headers for every response to this page */
export function ownResponse(given: Response, page: HeaderFields): Response {
  const { status, statusText = "", body } = given;
  // A copy, because the headers of a redirect are immutable.
  const headers = new Headers(given.headers);
  for (const [name, value] of Object.entries({ "cache-control": "no-store", ...page })) {
    if (!(DEFAULT_HEADERS.includes(name) && headers.has(name))) headers.set(name, value);
  }
  headers.append("vary", "origin");
  const content = body === null || body === undefined || body instanceof ReadableStream ? body : streamed(given);
  return new Response(content ?? null, { __proto__: null, status, statusText, headers } as ResponseInit);
}

/** The body of another library's response, as a web stream. */
function streamed(response: Response): ReadableStream {
  const reader = runtime.open(response as AnyResponse);
  return new ReadableStream(
    {
      __proto__: null,
      async pull(controller: ReadableStreamDefaultController) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => reader.cancel(),
    } as UnderlyingDefaultSource,
    { __proto__: null, highWaterMark: 0 } as object,
  );
}
