// Sends what was drafted and streams back what comes: records, Kombo's error envelope, the rate limits, nothing else.

import { attempt, open } from "./kombo.js";
import { RATE_LIMITS, answer, failure, refuse } from "./answer.js";
import { masking } from "./mask.js";

/** `controller` ends it at once: when the page has gone, or the time is up. */
export async function relay({ request, fetch, key, ...limits }, controller, headers) {
  let late = false;
  let reader;
  const over = new Promise((_, reject) => controller.signal.addEventListener("abort", reject));
  over.catch(() => {});
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, limits.ms);
  const end = () => {
    clearTimeout(timer);
    controller.abort();
    attempt(() => reader?.cancel());
  };
  const orOver = (promise) => Promise.race([promise, over]);
  try {
    const send = fetch ?? globalThis.fetch;
    const response = await orOver(send.call(globalThis, new Request(request, { signal: controller.signal })));
    const { status } = response;
    const told = { ...headers, ...rateLimits(response.headers, key) };
    reader = open(response);
    const read = () => orOver(reader.read());
    if (status >= 200 && status < 300) return answer(200, records(read, end, key, limits.most), told);
    const text = await readText(read, limits.mostElse);
    end();
    return status >= 400 && status < 600 ? upstreamError(status, text, key, told) : notKombo(502, told);
  } catch {
    end();
    return late
      ? refuse(504, "PROXY.UPSTREAM_TIMEOUT", "Kombo did not answer in time.", headers)
      : refuse(502, "PROXY.UPSTREAM_UNREACHABLE", "Kombo could not be reached.", headers);
  }
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

/** The envelope's own members, if it is one. Only strings of them, and none with the key. */
function upstreamError(status, text, key, headers) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {}
  if (body?.status !== "error" || typeof body.error !== "object" || body.error === null) return notKombo(status, headers);
  const told = ["code", "title", "message", "log_url"]
    .filter((name) => typeof body.error[name] === "string")
    .map((name) => [name, body.error[name].replaceAll(key, "[api_key]")]);
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
    text += decoder.decode(value, { stream: true });
  }
}

function rateLimits(headers, key) {
  const found = RATE_LIMITS.map((name) => [name, headers.get(name)]);
  return Object.fromEntries(found.filter(([, value]) => value !== null && /^[\w ,:.-]{1,40}$/.test(value) && !value.includes(key)));
}
