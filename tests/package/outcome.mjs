// What comes of one page, as plain figures. Needs nothing, so that it runs inside a Worker and in a process of its own too.

const NORMAL = JSON.stringify({ status: "success", data: { next: null, results: [{ id: "normal" }] } });
const CALLS = { full: {}, lines: {}, select: { select: ["id"] }, skip: { on_invalid: "skip" } };

/** Walks the page that `fetch` gives, and then a normal one. `mode` is how: full, lines, select, skip. */
export async function outcome(Kombo, fetch, mode) {
  const client = (own) => new Kombo({ api_key: "key", integration_id: "workday:worst", server_url: "https://kombo.test/v1", fetch: own, retry: false });
  const found = await walk(client(fetch), mode).catch(({ kind, name, message, retryable, code }) => ({ kind: kind ?? name, message: String(message).slice(0, 1000), retryable, code }));
  const after = await client(async () => new Response(NORMAL)).ats.getCandidates().then(({ results }) => results[0].id, (error) => String(error));
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
  const told = [];
  let results = 0;
  const reader = pages.ndjson({ on_issues: (issues) => told.push(...issues) }).getReader();
  // The first page alone: a page of these may say that others follow.
  const { value = [] } = await reader.read();
  for (const byte of value) if (byte === 10) results += 1;
  await reader.cancel();
  return { results, ...figures(told) };
}
