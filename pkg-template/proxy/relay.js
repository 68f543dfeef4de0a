// Sends what was drafted and streams back what comes: records, Kombo's error envelope, the rate limits, nothing else.

import { attempt, open } from "./kombo.js";
import { RATE_LIMITS, answer, failure, refuse } from "./answer.js";
import { masked, masking } from "./mask.js";

/** What the runtimes take off by themselves. Of any other encoding the bytes could hide anything. */
const ENCODINGS = [null, "identity", "gzip", "br"];
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;

/** `controller` ends it at once: when the page has gone, or the time is up. */
export async function relay({ request, fetch, key, ms, most, mostElse }, controller, headers) {
  const { signal } = controller;
  let late = false;
  let sent;
  let reader;
  const end = () => {
    clearTimeout(timer);
    controller.abort();
    // The body is given up, also one that comes only now.
    if (reader) attempt(() => reader.cancel());
    else sent?.then((response) => response.body.cancel()).catch(() => {});
  };
  const timer = setTimeout(() => {
    late = true;
    end();
  }, ms);
  const read = () => orOver(reader.read(), signal);
  try {
    const send = fetch ?? globalThis.fetch;
    sent = signal.aborted ? Promise.reject(signal.reason) : Promise.resolve(send.call(globalThis, new Request(request, { signal })));
    const response = await orOver(sent, signal);
    const { status } = response;
    const told = { ...headers, ...rateLimits(response.headers, key) };
    if (status === 200 && isJson(response.headers)) {
      reader = open(response);
      return answer(200, records(read, end, key, most), told);
    }
    const isError = status >= 400 && status < 600;
    let text = "";
    if (isError) {
      reader = open(response);
      // The status tells enough, should the rest not come.
      text = await readText(read, mostElse).catch(() => "");
    }
    end();
    return isError ? upstreamError(status, text, key, told) : notKombo(502, told);
  } catch {
    end();
    return late
      ? refuse(504, "PROXY.UPSTREAM_TIMEOUT", "Kombo did not answer in time.", headers)
      : refuse(502, "PROXY.UPSTREAM_UNREACHABLE", "Kombo could not be reached.", headers);
  }
}

/**
 * What the promise gives; or it throws, when it is over before. The signal is listened to only meanwhile: one promise for
 * all of it would keep every chunk that it was ever raced against.
 */
function orOver(promise, signal) {
  return new Promise((resolve, reject) => {
    const over = () => reject(signal.reason);
    if (signal.aborted) over();
    signal.addEventListener("abort", over);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", over));
  });
}

/** Whether it can be a page: of HTML, which a load balancer may send, not a byte is handed on. */
function isJson(headers) {
  const type = headers.get("content-type");
  return (type === null || JSON_TYPE.test(type)) && ENCODINGS.includes(headers.get("content-encoding"));
}

/** The body as it comes, without the key, should it be in there. A failure on the way cuts it off. */
function records(read, end, key, most) {
  const mask = masking(key);
  let length = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          for (;;) {
            const { done, value } = await read();
            length += value?.byteLength ?? 0;
            if (length > most) throw new Error("longer than max_body_bytes");
            const bytes = mask(done ? undefined : value);
            if (bytes.length > 0) controller.enqueue(bytes);
            if (done) {
              controller.close();
              return end();
            }
            if (bytes.length > 0) return;
            await turn();
          }
        } catch {
          end();
          controller.error(new Error("the answer broke off on its way to the proxy"));
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

/** A stream of nothing would leave none to timers. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** The envelope's own members, if it is one: only strings of them, and none with the key. */
function upstreamError(status, text, key, headers) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {}
  if (body?.status !== "error" || typeof body.error !== "object" || body.error === null) return notKombo(status, headers);
  const told = ["code", "title", "message", "log_url"]
    .filter((name) => typeof body.error[name] === "string")
    .map((name) => [name, masked(body.error[name], key)]);
  return failure(status, Object.fromEntries(told), headers);
}

const notKombo = (status, headers) =>
  refuse(status, "PROXY.UPSTREAM_FAILED", "What answered in Kombo's place does not speak its language.", headers);

async function readText(read, most) {
  const decoder = new TextDecoder();
  let text = "";
  for (let length = 0; ; ) {
    const { done, value } = await read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    // No envelope is as long; what it begins with tells nothing.
    if (length > most) return "";
    if (value.byteLength === 0) await turn();
    text += decoder.decode(value, { stream: true });
  }
}

function rateLimits(headers, key) {
  const found = RATE_LIMITS.map((name) => [name, headers.get(name)]);
  return Object.fromEntries(found.filter(([, value]) => value !== null && /^[\w ,:.-]{1,40}$/.test(value) && !value.includes(key)));
}
