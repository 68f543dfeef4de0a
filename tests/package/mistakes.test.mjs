// Faults of the caller's own functions get the right error: a mistake in `fetch` is not a failed connection, an api_key
// function that fails fails its attempt, a handler changes nothing, and an abort in a handler stops the next request.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, never, page, play, record, rejection, text } from "./kit.mjs";

/** An error with a system's code. */
const coded = (code, error = new Error(`connect ${code}`)) => Object.assign(error, { code });
/** As in npm's node-fetch: version 3 has a class of this name, version 2 a function. */
class FetchError extends Error {
  name = "FetchError";
  type = "system";
  constructor(code) {
    super(`request to http://kombo.test/ failed, reason: ${code}`);
    Object.assign(this, { code, errno: code });
  }
}
const CONNECTIONS = {
  "Node's fetch": () => Object.assign(new TypeError("fetch failed"), { cause: coded("ECONNREFUSED") }),
  "Node's fetch, whose socket ended": () => Object.assign(new TypeError("fetch failed"), { cause: coded("UND_ERR_SOCKET", new Error("other side closed")) }),
  "Node's fetch, whose name was not found": () => Object.assign(new TypeError("fetch failed"), { cause: coded("ENOTFOUND") }),
  "Node's fetch, without a cause": () => new TypeError("fetch failed"),
  "npm's undici, a time-out of its own": () => coded("UND_ERR_CONNECT_TIMEOUT", new Error("Connect Timeout Error")),
  "node-fetch": () => new FetchError("ECONNRESET"),
  workerd: () => new Error("Network connection lost."),
  Chromium: () => new TypeError("Failed to fetch"),
  Firefox: () => new TypeError("NetworkError when attempting to fetch resource."),
  Safari: () => new TypeError("Load failed"),
  Deno: () => new TypeError("error sending request for url (http://kombo.test/): client error (Connect)"),
  "Node's fetch, both of whose addresses refuse": () =>
    Object.assign(new TypeError("fetch failed"), { cause: coded("ECONNREFUSED", new AggregateError([coded("ECONNREFUSED")])) }),
  "Node's fetch, whose body broke off": () => Object.assign(new TypeError("terminated"), { cause: coded("UND_ERR_SOCKET", new Error("other side closed")) }),
  "Node's fetch, in another realm": () => Object.assign(Object.create({ name: "TypeError" }), { message: "fetch failed", cause: { code: "ECONNRESET" } }),
  "a socket": () => coded("EPIPE"),
  "node-fetch, whose body broke off": () => new FetchError("ERR_STREAM_PREMATURE_CLOSE"),
  "workerd, of its own": () => Object.assign(new Error("internal error; reference = abc"), { retryable: true }),
  "Chromium, whose body broke off": () => new TypeError("network error"),
  Bun: () => coded("ConnectionRefused", new Error("Unable to connect. Is the computer able to access the url?")),
};
for (const [what, error] of Object.entries(CONNECTIONS)) {
  test(`a failed connection of ${what} is retried, and its error names it`, async () => {
    const fetch = play(error(), error(), page(null, [record("1")]));
    assert.equal((await client(fetch).ats.getCandidates()).meta.attempts, 3);
    const thrown = error();
    const failed = await rejection(client(play(thrown), { retry: { max_attempts: 2, base_ms: 0 } }).ats.getCandidates());
    assert.deepEqual([failed.kind, failed.retryable, failed.attempts, failed.cause === thrown], ["network", true, 2, true]);
    assert.match(failed.message, /connection/);
  });
}

const MISTAKES = {
  "calls a missing method": () => ({}).request(),
  "reads a property of undefined": () => undefined.headers,
  "uses an undefined name": () => nothing_of_that_name,
  "has no range": () => new Array(-1),
  "parses invalid JSON": () => JSON.parse("{"),
  "calls a value that is not a function": () => 5(),
  "takes null apart": () => (({ a }) => a)(null),
  "assigns to a constant": () => new Function("const a = 1; a = 2;")(),
  "uses a variable before its declaration": () => new Function("a; let a;")(),
  "constructs a value that is not a class": () => new (() => {})(),
  "iterates a value that is not iterable": () => new Function("const [a] = 5;")(),
  "compiles invalid code": () => new Function("("),
  "recurses for ever": () =>
    (function again() {
      again();
    })(),
  "decodes a broken URI": () => decodeURIComponent("%"),
  "mixes a number with a big one": () => 1n + 1,
  "takes a Request only": (url) => new URL(url.url),
};
for (const [what, mistake] of Object.entries(MISTAKES)) {
  for (const [when, wrap] of Object.entries({
    "at once": (run) => run,
    later:
      (run) =>
      async (...parameters) => (await null, run(...parameters)),
  })) {
    test(`a fetch that ${what}, ${when}, gives an error about the caller's fetch, after one call`, async () => {
      let calls = 0;
      let thrown;
      const fetch = wrap((...parameters) => {
        calls += 1;
        try {
          return mistake(...parameters);
        } catch (error) {
          thrown = error;
          throw error;
        }
      });
      const error = await rejection(client(fetch).ats.getCandidates());
      assert.deepEqual([error.kind, error.retryable, calls, error.attempts, error.cause === thrown], ["network", false, 1, 1, true]);
      assert.match(error.message, /`fetch`/);
      assert.doesNotMatch(error.message, /connection (to the server )?failed/);
    });
  }
}

for (const thrown of ["mine", null, undefined, 5, { mine: true }]) {
  test(`a fetch that throws ${JSON.stringify(thrown) ?? "nothing"}, which is not an Error, fails with that as its cause`, async () => {
    const error = await rejection(
      client(
        () => {
          throw thrown;
        },
        { retry: false },
      ).ats.getCandidates(),
    );
    assert.deepEqual([error.kind, error.cause], ["network", thrown]);
  });
}

const NO_RESPONSES = [undefined, null, 5, "text", {}, { status: "200" }, { status: 200 }, { status: 200, headers: {} }];
for (const [index, value] of NO_RESPONSES.entries()) {
  test(`a fetch that returns ${JSON.stringify(value) ?? "nothing"} (${index}) gives an error that says so, after one call`, async () => {
    let calls = 0;
    const error = await rejection(client(async () => ((calls += 1), value)).ats.getCandidates());
    assert.deepEqual([error.kind, error.retryable, calls], ["network", false, 1]);
    assert.match(error.message, /`fetch`/);
  });
}

const refused = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) });
/** What the key function throws, and whether that may pass. */
const KEYS = {
  "an error of its own": [new Error("mine"), true],
  "a failed connection to where the key is": [refused, true],
  "a text": ["mine", true],
  "a mistake": [new TypeError("Cannot read properties of undefined (reading 'key')"), false],
};
for (const [what, [thrown, retryable]] of Object.entries(KEYS)) {
  test(`an api_key that throws ${what} fails its attempt with that as the cause, and nothing is sent`, async () => {
    const throws = () => {
      throw thrown;
    };
    for (const fails of [throws, async () => throws()]) {
      let calls = 0;
      const fetch = play(page(null));
      const retry = { max_attempts: 3, base_ms: 1 };
      const error = await rejection(client(fetch, { api_key: () => ((calls += 1), fails()), retry }).ats.getCandidates());
      assert.deepEqual([error.kind, error.retryable, error.attempts, calls], ["network", retryable, 0, retryable ? 3 : 1]);
      assert.equal(error.cause, thrown);
      assert.match(error.message, /api_key/);
      assert.equal(fetch.requests.length, 0);
    }
  });
}

test("a walk outlives a key function that fails once, also between two pages", async () => {
  for (const failing of [1, 2]) {
    let calls = 0;
    const api_key = async () => {
      calls += 1;
      if (calls === failing) throw new Error("the vault is sealed");
      return "a-key";
    };
    const fetch = play(page("a", [record("1")]), page(null, [record("2")]));
    const records = await client(fetch, { api_key, retry: { base_ms: 1 } })
      .ats.getCandidates()
      .toArray({ limit: 9 });
    assert.deepEqual([records.length, calls, fetch.requests.length], [2, 3, 2]);
  }
});

test("an abort in on_event for a request takes effect before fetch is called", async () => {
  for (const at of [1, 2, 3]) {
    const controller = new AbortController();
    const fetch = play(page("a"), text("", 503), page("b"), page(null));
    let requests = 0;
    const on_event = ({ type }) => type === "request" && (requests += 1) === at && controller.abort("mine");
    const walk = all(client(fetch, { on_event }).ats.getCandidates({}, { signal: controller.signal, prefetch: 0 }));
    assert.equal(await rejection(walk), "mine");
    assert.equal(fetch.requests.length, at - 1);
  }
});

test("leaving in on_event for a request takes effect before fetch is called", async () => {
  const fetch = play(page("a"), page("b"), page(null));
  let requests = 0;
  const on_event = ({ type }) => type === "request" && (requests += 1) === 2 && walk.return();
  const walk = client(fetch, { on_event }).ats.getCandidates({}, { prefetch: 0 })[Symbol.asyncIterator]();
  await walk.next();
  assert.deepEqual(await walk.next(), { done: true, value: undefined });
  assert.equal(fetch.requests.length, 1);
});

test("return() in on_event ends that iteration, whatever the event, and the next walk of the client is whole", async () => {
  for (const type of ["request", "response", "retry", "page"]) {
    const fetch = play(page("a"), text("", 503), page("b"), page(null), page("a"), page("b"), page(null));
    let walk;
    let left = false;
    const on_event = (event) => {
      if (event.type !== type || event.page !== 2 || left) return;
      left = true;
      walk.return();
    };
    const kombo = client(fetch, { on_event });
    walk = kombo.ats.getCandidates()[Symbol.asyncIterator]();
    const ends = [];
    for (let turn = 0; turn < 4; turn += 1) ends.push((await walk.next()).done);
    assert.deepEqual(ends, [false, true, true, true], type);
    assert.ok((await all(kombo.ats.getCandidates())).length > 0, type);
  }
});

test("the fetches of two packages that never settle each keep to timeout_ms", async () => {
  const stuck = never();
  const [first, second] = await Promise.all([1, 2].map(() => rejection(client(stuck, { timeout_ms: 20, retry: false }).ats.getCandidates())));
  assert.deepEqual([first.kind, second.kind, stuck.aborted], ["timeout", "timeout", 2]);
});

/** A chunk whose buffer is detached or changed after it was returned. */
const body = JSON.stringify({ status: "success", data: { next: null, results: [record("c1")] } });
const CHUNKS = {
  "is transferred": (half) => () => structuredClone(half.buffer, { transfer: [half.buffer] }),
  "is overwritten": (half) => () => half.fill(32),
  shrinks: (_, give) => {
    const shrinking = new ArrayBuffer(100, { maxByteLength: 200 });
    new Uint8Array(shrinking).set(new TextEncoder().encode(body).subarray(0, 100));
    give(new Uint8Array(shrinking));
    return () => shrinking.resize(10);
  },
  "is a memory that grows": (half, give) => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    new Uint8Array(memory.buffer).set(half);
    give(new Uint8Array(memory.buffer, 0, half.length));
    return () => memory.grow(1);
  },
};
for (const [what, prepare] of Object.entries(CHUNKS)) {
  test(`a chunk whose buffer ${what} before the body ends affects only its own walk`, async () => {
    const bytes = new TextEncoder().encode(body);
    const half = bytes.slice(0, 100);
    let first = half;
    const spoil = prepare(half, (chunk) => (first = chunk));
    const chunks = [() => first, () => (spoil(), bytes.slice(100))];
    const spoiling = async () =>
      new Response(
        new ReadableStream(
          {
            pull(stream) {
              const chunk = chunks.shift();
              chunk ? stream.enqueue(chunk()) : stream.close();
            },
          },
          { highWaterMark: 0 },
        ),
      );
    const other = client(play(page("a"), page("b"), page(null)))
      .ats.getCandidates()
      [Symbol.asyncIterator]();
    await other.next();
    const outcome = await client(spoiling, { retry: false })
      .ats.getCandidates()
      .then(
        (one) => one.results[0].id,
        (error) => error.kind,
      );
    assert.ok(["c1", "decode", "network"].includes(outcome), outcome);
    assert.deepEqual([(await other.next()).done, (await other.next()).done, (await other.next()).done], [false, false, true]);
  });
}
