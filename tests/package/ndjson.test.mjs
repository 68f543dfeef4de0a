// `ndjson()` as text for other programs: no line breaks inside a record for any reader of lines, a last line with the
// result, and a reader that leaves at any moment.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { test } from "node:test";
import { client, failure, KEY, never, page, play, record, rejection, text } from "./kit.mjs";
import { bundleWorker, startWorker } from "./workers.mjs";

const all = async (stream) => (await new Response(stream).text()).split("\n").slice(0, -1);
const ended = (lines) => JSON.parse(lines.at(-1));
const three = () => play(page("a", [record("1")]), page("b", [record("2"), record("3")]), page(null, [record("4")]));
const ids = (lines) => lines.map((line) => JSON.parse(line).id);

test("U+2028 and U+2029 are escaped everywhere, and keep their meaning", async () => {
  for (const separator of ["\u2028", "\u2029"]) {
    const value = `${separator}a${separator}${separator}b"\\${separator}`;
    const given = record(value, {
      title: value,
      custom_fields: { [value]: [value, { [separator]: separator }] },
      [`more${separator}`]: value,
      tags: [{ id: value, name: null, remote_id: null }],
    });
    for (const select of [undefined, ["id", "title", "custom_fields"]]) {
      const lines = await all(
        client(play(page(null, [given, record("2")])))
          .ats.getCandidates({}, { select })
          .ndjson(),
      );
      assert.equal(lines.length, 2);
      assert.doesNotMatch(lines.join(""), /[\u2028\u2029]/);
      const { id, title, custom_fields } = JSON.parse(lines[0]);
      assert.deepEqual({ id, title, custom_fields }, { id: value, title: value, custom_fields: given.custom_fields });
    }
  }
});

test("existing escapes and characters with similar UTF-8 bytes stay unchanged", async () => {
  const neighbours = "\u2027\u202a\u2000\u20a8\ue028\u3028é语😀";
  const body = JSON.stringify({ status: "success", data: { next: null, results: [record("1", { title: `${neighbours}~` })] } }).replace(
    "~",
    "\\u2028\\\\u2028",
  );
  const [line] = await all(
    client(play(text(body)))
      .ats.getCandidates()
      .ndjson(),
  );
  assert.ok(line.includes(neighbours) && line.includes("\\u2028\\\\u2028"));
  assert.equal(JSON.parse(line).title, `${neighbours}\u2028\\u2028`);
});

test("a page of separators is right, whatever the chunks of the body", async () => {
  const title = "\u2028é\u2029".repeat(50);
  const body = Buffer.from(JSON.stringify({ status: "success", data: { next: null, results: [record("1", { title })] } }));
  for (const size of [1, 2, 3, 16, 17, 64]) {
    let at = 0;
    const chunked = async () =>
      new Response(new ReadableStream({ pull: (stream) => (at < body.length ? stream.enqueue(body.subarray(at, (at += size))) : stream.close()) }));
    const [line] = await all(client(chunked).ats.getCandidates().ndjson());
    assert.equal(JSON.parse(line).title, title, `chunks of ${size}`);
  }
});

test("Node's readline gets whole records", async () => {
  const fetch = play(page(null, [record("1", { title: "a\u2028b\u2029c\u0085d\u000be\u000cf" }), record("2")]));
  const lines = [];
  for await (const line of createInterface({ input: Readable.fromWeb(client(fetch).ats.getCandidates().ndjson()), crlfDelay: Infinity })) lines.push(line);
  assert.deepEqual(ids(lines), ["1", "2"]);
});

test("line breaks between the server's JSON tokens do not end a line", async () => {
  const pretty = JSON.stringify({ status: "success", data: { next: null, results: [record("1"), record("2")] } }, null, "\r\n\t");
  assert.deepEqual(
    ids(
      await all(
        client(play(text(pretty)))
          .ats.getCandidates()
          .ndjson(),
      ),
    ),
    ["1", "2"],
  );
});

test("without `end`, no line is added", async () => {
  for (const options of [undefined, {}, { end: false }, { end: undefined }]) {
    assert.deepEqual(ids(await all(client(three()).ats.getCandidates().ndjson(options))), ["1", "2", "3", "4"]);
  }
});

test("`end` adds a last line with how the walk ended", async () => {
  for (const [options, records, stopped, cursor] of [
    [{}, 4, "end", null],
    [{ max_pages: 1 }, 1, "max_pages", "a"],
    [{ max_pages: 2 }, 3, "max_pages", "b"],
    [{ max_requests: 2 }, 3, "max_requests", "b"],
    [{ select: ["id"] }, 4, "end", null],
  ]) {
    const pages = client(three()).ats.getCandidates({}, options);
    const lines = await all(pages.ndjson({ end: true }));
    assert.equal(lines.at(-1), JSON.stringify({ $end: { stopped, cursor } }));
    assert.deepEqual([lines.length - 1, pages.stopped, pages.cursor], [records, stopped, cursor]);
  }
});

test("`end` works after pages without records, and after no page", async () => {
  assert.deepEqual(
    await all(
      client(play(page(null)))
        .ats.getCandidates()
        .ndjson({ end: true }),
    ),
    ['{"$end":{"stopped":"end","cursor":null}}'],
  );
  const lines = await all(
    client(play(page("a"), page("b", [record("1")]), page(null)))
      .ats.getCandidates()
      .ndjson({ end: true }),
  );
  assert.deepEqual([lines.length, lines[1]], [2, '{"$end":{"stopped":"end","cursor":null}}']);
});

test("`end` works when the deadline passes after the first page", async () => {
  const pages = client(play(page("a", [record("1")]), never())).ats.getCandidates({}, { deadline_ms: 150 });
  const lines = await all(pages.ndjson({ end: true }));
  assert.deepEqual([lines.length, ended(lines)], [2, { $end: { stopped: "deadline", cursor: "a" } }]);
});

const FAILURES = {
  "an error of Kombo's": [failure(409, "INTEGRATION.INACTIVE", "Jane Roe"), { kind: "api", code: "INTEGRATION.INACTIVE", status: 409 }],
  "a bad answer": [text("<html>Jane Roe", 502, { "content-type": "text/html" }), { kind: "http", status: 502 }],
  "a failed connection": [Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) }), { kind: "network" }],
  "a page that is not JSON": [text('{"status":"success","data":{"next":null,"results":[{"id":"Jane'), { kind: "decode", status: 200 }],
  "a cycle of cursors": [page("a", [record("1")]), { kind: "pagination" }],
};
for (const [what, [answer, expected]] of Object.entries(FAILURES)) {
  test(`\`end\` after ${what} writes the error as data and the cursor to resume from, and the stream closes`, async () => {
    const fetch = play(page("a", [record("1")]), answer);
    const pages = client(fetch, { retry: false }).ats.getCandidates();
    const lines = await all(pages.ndjson({ end: true }));
    const { $end, ...rest } = ended(lines);
    assert.deepEqual(rest, {});
    assert.deepEqual(Object.keys($end).toSorted(), ["cursor", "error"]);
    assert.equal($end.cursor, "a");
    const { kind, code, status } = $end.error;
    assert.deepEqual({ kind, ...(code && { code }), ...(status && { status }) }, expected);
    // The same JSON as the error's own.
    const failed = await rejection(
      all(
        client(play(page("a", [record("1")]), answer), { retry: false })
          .ats.getCandidates()
          .ndjson(),
      ),
    );
    assert.deepEqual($end.error, JSON.parse(JSON.stringify(failed)));
    for (const secret of [KEY, "Jane"]) assert.ok(!lines.at(-1).includes(secret));
  });
}

test("`end` works after a failure of the very first page, and after wrong input", async () => {
  const [line, ...none] = await all(
    client(play(failure(401, "PLATFORM.AUTHENTICATION_INVALID")), { retry: false })
      .ats.getCandidates()
      .ndjson({ end: true }),
  );
  assert.deepEqual([JSON.parse(line).$end.error.code, none], ["PLATFORM.AUTHENTICATION_INVALID", []]);
  // There is no cursor to resume from, which is not the end either: that is null.
  assert.ok(!("cursor" in JSON.parse(line).$end), line);
  const [wrong] = await all(client(three()).ats.getCandidates({ page_size: 0 }).ndjson({ end: true }));
  assert.equal(JSON.parse(wrong).$end.error.kind, "input");
});

test("`end` after a resumed walk that fails or is aborted before its first page has the request's cursor", async () => {
  const failed = client(play(failure(401, "PLATFORM.AUTHENTICATION_INVALID"))).ats.getCandidates({ cursor: "from-here" });
  assert.equal(ended(await all(failed.ndjson({ end: true }))).$end.cursor, "from-here");
  const controller = new AbortController();
  const stuck = never();
  const aborted = client(play(stuck)).ats.getCandidates({ cursor: "from-here" }, { signal: controller.signal });
  const lines = all(aborted.ndjson({ end: true }));
  await stuck.called;
  controller.abort("mine");
  assert.deepEqual(ended(await lines), { $end: { error: { kind: "aborted" }, cursor: "from-here" } });
});

test("`end` after a record that ends the walk contains no values of the record", async () => {
  const fetch = play(page("a", [record("1")]), page(null, [record("2", { title: 5 })]));
  const { $end } = ended(await all(client(fetch).ats.getCandidates({}, { on_invalid: "throw" }).ndjson({ end: true })));
  assert.deepEqual([$end.error.kind, $end.cursor, $end.error.issues.length], ["decode", "a", 1]);
});

test("the caller's own abort fails the stream with its reason; with `end` the last line has the cursor", async () => {
  for (const end of [false, true]) {
    const controller = new AbortController();
    const stuck = never();
    const reader = client(play(page("a", [record("1")]), stuck))
      .ats.getCandidates({}, { signal: controller.signal })
      .ndjson({ end })
      .getReader();
    await reader.read();
    const reading = reader.read();
    reading.catch(() => {});
    await stuck.called;
    controller.abort("mine");
    if (!end) {
      assert.equal(await rejection(reading), "mine");
      continue;
    }
    const line = Buffer.from((await reading).value).toString();
    const { $end } = JSON.parse(line);
    assert.ok($end.error && $end.cursor === "a" && !("stopped" in $end), line);
    // The reason belongs to the caller, and may contain anything.
    assert.doesNotMatch(line, /mine/);
    assert.equal((await reader.read()).done, true);
  }
});

/** The moments at which a reader cancels: the number of pages before the server hangs, and how to get there. */
const MOMENTS = {
  "before anything is read": [0, async () => {}],
  "while the first page is awaited": [0, async (reader, stuck) => (reader.read().catch(() => {}), stuck.called)],
  "after the first page": [1, async (reader) => reader.read()],
  "with a page ahead": [2, async (reader, stuck) => (await reader.read(), await reader.read(), stuck.called)],
  "after the last line": [
    3,
    async (reader) => {
      while (!(await reader.read()).done);
    },
  ],
};
for (const [moment, [come, reach]] of Object.entries(MOMENTS)) {
  for (const end of [false, true]) {
    test(`a reader that cancels ${moment}${end ? ", with `end`," : ""} aborts the pending request, and affects no other walk`, async () => {
      const other = client(three()).ats.getCandidates().ndjson().getReader();
      await other.read();
      const stuck = never();
      const answers = [page("a", [record("1")]), page("b", [record("2")]), page(null, [record("3")])];
      const reader = client(play(...answers.slice(0, come), stuck))
        .ats.getCandidates()
        .ndjson({ end })
        .getReader();
      await reach(reader, stuck);
      await reader.cancel("enough");
      assert.equal(stuck.aborted, stuck.requests.length);
      assert.deepEqual(await reader.read(), { done: true, value: undefined });
      const rest = [await other.read(), await other.read(), await other.read()];
      assert.deepEqual(
        rest.map(({ done }) => done),
        [false, false, true],
      );
    });
  }
}

test("in workerd a Response made from it has the last line, whether or not the runtime reports the failure", async (t) => {
  const worker = `
import { Kombo } from "kombo-edge";
const page = (id, next) => Response.json({ status: "success", data: { next, results: Array.from({ length: 300 }, (_, n) => ({ id: id + n, title: "\\u2028".repeat(20) })) } });
const ANSWERS = {
  whole: [() => page("a", "1"), () => page("b", null)],
  fails: [() => page("a", "1"), () => Response.json({ status: "error", error: { code: "INTEGRATION.INACTIVE", title: "t", message: "m", log_url: null } }, { status: 409 })],
  breaks: [() => page("a", "1"), () => { throw new Error("Network connection lost."); }],
  budget: [() => page("a", "1"), () => page("b", "2"), () => page("c", null)],
};
export default { async fetch(request) {
  const how = new URL(request.url).pathname.slice(1);
  const answers = ANSWERS[how].values();
  const kombo = new Kombo({ api_key: "k", integration_id: "workday:x", retry: false, fetch: async () => answers.next().value() });
  const pages = kombo.ats.getCandidates({}, how === "budget" ? { max_pages: 2 } : {});
  return new Response(pages.ndjson({ end: true }), { headers: { "content-type": "application/x-ndjson" } });
} };`;
  const { url, stop, output } = await startWorker(await bundleWorker(worker));
  t.after(stop);
  for (const [how, records, expected] of [
    ["whole", 600, ({ stopped, cursor }) => stopped === "end" && cursor === null],
    ["fails", 300, ({ error, cursor }) => error?.code === "INTEGRATION.INACTIVE" && cursor === "1"],
    ["breaks", 300, ({ error, cursor }) => error?.kind === "network" && cursor === "1"],
    ["budget", 600, ({ stopped, cursor }) => stopped === "max_pages" && cursor === "2"],
  ]) {
    const lines = (await (await fetch(`${url}/${how}`)).text())
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    assert.ok("$end" in (lines.at(-1) ?? {}), `${how}: ${JSON.stringify(lines.at(-1))?.slice(0, 100)}`);
    assert.ok(expected(lines.at(-1).$end), `${how}: ${JSON.stringify(lines.at(-1))}`);
    assert.equal(lines.length - 1, records);
  }
  assert.doesNotMatch(output(), /Uncaught/);
});
