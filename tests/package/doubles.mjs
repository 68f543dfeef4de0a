// Answers to play, and doubles of `fetch` and of the server that play them. Needs nothing, so that it runs inside a Worker
// and in a process of its own too.

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

export const text = (body, status = 200, headers = {}) =>
  new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
export const json = (value, status, headers) => text(JSON.stringify(value), status, headers);
export const page = (next, results = [], headers) =>
  json({ status: "success", data: { next, results } }, 200, headers);
export const failure = (status, code, message = "it went wrong", headers = {}) =>
  json({ status: "error", error: { code, title: "A label", message, log_url: null } }, status, headers);

/**
 * What a double of `fetch` is asked, as a Request. The package gives a URL and an init; a Request is taken as well.
 * The signal is the one that was given: `new Request` makes another, which Node 20 loses to the garbage collector.
 */
export function asked(url, init) {
  if (typeof url !== "string") return url;
  const { signal, ...rest } = init;
  return Object.defineProperty(new Request(url, rest), "signal", { value: signal });
}

/**
 * A `fetch` that plays `answers` one after the other (the last one for ever). An answer is a Response, an error to
 * throw, or a function of the request. It notes the requests in `.requests`.
 */
export function play(...answers) {
  const fetch = async (...parameters) => {
    const request = asked(...parameters);
    fetch.requests.push(request);
    const answer = answers[Math.min(fetch.requests.length, answers.length) - 1];
    const value = typeof answer === "function" ? await answer(request) : answer;
    // Played again and again, so a copy of it; what a function gives is new each time.
    if (value instanceof Response) return value === answer ? value.clone() : value;
    throw value;
  };
  fetch.requests = [];
  return fetch;
}

/** Never answers; rejects when the request is aborted, as a real fetch does. `.called` resolves at the first call. */
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

/** An endless stream of pages: cursor 1, 2, 3 …, each with one record. */
export function endless() {
  let number = 0;
  return play(() => page(String(++number), [record(`c${number}`)]));
}

/** A server's double with so many pages of `size` records each. The cursor says which one is asked for. */
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
