// An answer of `authorize`'s own, such as a login redirect: passed on as it is, and readable by the page that asked.

import { runtime } from "../index.ts";
import type { AnyResponse } from "../runtime.ts";
import type { HeaderFields } from "./answer.ts";

/** What is added only where the answer does not say it itself. */
const UNLESS_SAID = ["cache-control", "access-control-expose-headers"];

/** By shape, not by class: responses of other libraries and realms count too. What names an integration is none. */
export function isAnswer(given: unknown): given is Response {
  if (typeof given !== "object" || given === null || Object.hasOwn(given, "integration_id")) return false;
  const { status, headers } = given as Partial<Response>;
  return Number.isInteger(status) && typeof headers?.get === "function" && Symbol.iterator in headers;
}

/** @param page the headers that every answer to this page carries */
export function ownAnswer(given: Response, page: HeaderFields): Response {
  const { status, statusText = "", body } = given;
  // A copy: those of a redirect cannot be changed.
  const headers = new Headers(given.headers);
  for (const [name, value] of Object.entries({ "cache-control": "no-store", ...page })) {
    if (!(UNLESS_SAID.includes(name) && headers.has(name))) headers.set(name, value);
  }
  headers.append("vary", "origin");
  const content = body === null || body === undefined || body instanceof ReadableStream ? body : streamed(given);
  return new Response(content ?? null, { __proto__: null, status, statusText, headers } as ResponseInit);
}

/** The body of another library's response. */
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
