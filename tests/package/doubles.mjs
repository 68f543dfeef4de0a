// Prepared responses, and doubles of `fetch` and of the server that play them. Imports nothing, so that it also runs inside
// a Worker and in a separate process.

/** A record that keeps the contract, with changes. */
export function record(id, changes = {}) {
  return {
    id,
    remote_id: "r",
    first_name: null,
    last_name: null,
    company: null,
    title: null,
    confidential: null,
    source: null,
    phone_numbers: [],
    email_addresses: [],
    social_media: [],
    location: null,
    custom_fields: null,
    integration_fields: [],
    remote_url: null,
    remote_created_at: null,
    remote_updated_at: null,
    remote_data: null,
    changed_at: "2026-01-01T00:00:00.000Z",
    remote_deleted_at: null,
    applications: [],
    tags: [],
    ...changes,
  };
}

export function application(changes = {}) {
  return {
    id: "a",
    remote_id: null,
    outcome: "PENDING",
    rejection_reason_name: null,
    rejected_at: null,
    remote_url: null,
    changed_at: null,
    remote_created_at: null,
    remote_updated_at: null,
    current_stage: null,
    job: null,
    ...changes,
  };
}

export const text = (body, status = 200, headers = {}) => new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
export const json = (value, status, headers) => text(JSON.stringify(value), status, headers);
export const page = (next, results = [], headers) => json({ status: "success", data: { next, results } }, 200, headers);
export const failure = (status, code, message = "it went wrong", headers = {}) =>
  json({ status: "error", error: { code, title: "A label", message, log_url: null } }, status, headers);

/**
 * The parameters of a `fetch` as a Request. The package passes a URL and an init; a Request is accepted as well.
 * The signal is the original one: `new Request` makes another, which Node 20 loses to the garbage collector.
 */
export function asked(url, init) {
  if (typeof url !== "string") return url;
  const { signal, ...rest } = init;
  return Object.defineProperty(new Request(url, rest), "signal", { value: signal });
}

/**
 * A `fetch` that returns `answers` one after the other, and the last one for ever. An answer is a Response, an error to
 * throw, or a function of the request. `.requests` collects the requests.
 */
export function play(...answers) {
  const fetch = async (...parameters) => {
    const request = asked(...parameters);
    fetch.requests.push(request);
    const answer = answers[Math.min(fetch.requests.length, answers.length) - 1];
    const value = typeof answer === "function" ? await answer(request) : answer;
    // A prepared Response is returned again and again, so return a copy. A function makes a new one each time.
    if (value instanceof Response) return value === answer ? value.clone() : value;
    throw value;
  };
  fetch.requests = [];
  return fetch;
}

/** A `fetch` that never answers, and rejects on abort, as a real fetch does. `.called` resolves at the first call. */
export function never() {
  let called;
  const fetch = (...parameters) =>
    new Promise((_, reject) => {
      const request = asked(...parameters);
      fetch.requests.push(request);
      request.signal.addEventListener("abort", () => {
        fetch.aborted += 1;
        reject(request.signal.reason);
      });
      called();
    });
  fetch.requests = [];
  fetch.aborted = 0;
  fetch.called = new Promise((resolve) => (called = resolve));
  return fetch;
}

/** A `fetch` with an endless series of pages: cursor 1, 2, 3 …, each with one record. */
export function endless() {
  let number = 0;
  return play(() => page(String(++number), [record(`c${number}`)]));
}

/** A `fetch` with `count` pages of `size` records each. The cursor selects the page. */
export function numbered(count, size = 1) {
  const fetch = async (...parameters) => {
    fetch.calls += 1;
    const at = Number(new URL(asked(...parameters).url).searchParams.get("cursor") ?? 1);
    const results = Array.from({ length: size }, (_, n) => record(`c${at}-${n}`));
    return page(at < count ? String(at + 1) : null, results);
  };
  fetch.calls = 0;
  return fetch;
}
