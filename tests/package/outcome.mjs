// The result of one page as plain numbers. Imports nothing, so that it also runs inside a Worker and in a separate process.

const NORMAL = JSON.stringify({ status: "success", data: { next: null, results: [{ id: "normal" }] } });
const CALLS = { full: {}, lines: {}, select: { select: ["id"] }, skip: { on_invalid: "skip" } };

/** Walks the page that `fetch` returns, and then a normal one. `mode` is full, lines, select or skip. */
export async function outcome(Kombo, fetch, mode) {
  const client = (own) => new Kombo({ api_key: "key", integration_id: "workday:worst", server_url: "https://kombo.test/v1", fetch: own, retry: false });
  const found = await walk(client(fetch), mode).catch(({ kind, name, message, retryable, code }) => ({
    kind: kind ?? name,
    message: String(message).slice(0, 1000),
    retryable,
    code,
  }));
  const after = await client(async () => new Response(NORMAL))
    .ats.getCandidates()
    .then(
      ({ results }) => results[0].id,
      (error) => String(error),
    );
  return { ...found, after, normal: after === "normal" };
}

async function walk(kombo, mode) {
  const pages = kombo.ats.getCandidates({}, CALLS[mode]);
  const figures = (issues, meta) => ({
    issues: issues.length,
    longest_id: issues.reduce((most, { id }) => Math.max(most, id?.length ?? 0), 0),
    meta_issues: meta?.issues,
  });
  if (mode !== "lines") {
    const { results, issues, meta } = await pages;
    return { results: results.length, ...figures(issues, meta) };
  }
  const issues = [];
  let results = 0;
  const reader = pages.ndjson({ on_issues: (some) => issues.push(...some) }).getReader();
  // Reads only the first page, since the page may have a cursor.
  const { value = [] } = await reader.read();
  for (const byte of value) if (byte === 10) results += 1;
  await reader.cancel();
  return { results, ...figures(issues) };
}
