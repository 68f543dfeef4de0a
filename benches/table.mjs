// Formats the report as a table: each figure compared with `Response.json()` (the floor), the official SDK and the goal.

const times = (ratio) => (ratio === undefined ? "–" : `${ratio.toFixed(2)} ×`);
const share = (ratio) => ratio.toFixed(2);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
const mb = (megabytes) => `${megabytes.toFixed(0)} MB`;

/** The shares of the time, by runtime and page: what every client needs, and what the package adds. */
function shares(runtimes) {
  const rows = [["page", "reading", "decoding and parsing", "both", "the package", "whole call"]];
  for (const [runtime, { ratio }] of Object.entries(runtimes)) {
    for (const page of ["mixed", "latin", "cjk", "ascii", "repairs"]) {
      const [read, parse, whole] = ["read", "parse", "kombo-edge"].map((peer) => ratio[`${page} ${peer}`]);
      rows.push([`\`${page}\`, ${runtime}`, ...[read, parse, read + parse, whole - read - parse, whole].map(share)]);
    }
  }
  return rows;
}

export function table(report) {
  const { runtimes, size, start, overlap, growth, long, ways, side_by_side: side, left_behind: left, worst, pieces, crossings } = report;
  const rows = [["figure", "kombo-edge", "official SDK", "floor", "goal", "met"]];
  const row = (name, ours, theirs, floor, goal, met) => rows.push([name, ours, theirs, floor, goal, met ? "yes" : "**no**"]);
  const ratio = (name, key, most, theirs) => {
    for (const [runtime, goal] of Object.entries(most)) {
      const found = runtimes[runtime]?.ratio;
      if (found) row(`${name}, ${runtime}`, times(found[key]), times(theirs && found[theirs]), "1", `≤ ${goal.toFixed(2)} ×`, found[key] <= goal);
    }
  };
  const everywhere = (goal) => ({ Node: goal, workerd: goal, Chromium: goal });
  ratio("whole call, `mixed`", "mixed kombo-edge", everywhere(0.75), "mixed official");
  ratio("whole call, `latin`", "latin kombo-edge", everywhere(0.9));
  ratio("whole call, `cjk`", "cjk kombo-edge", everywhere(0.9));
  ratio("whole call, `ascii`", "ascii kombo-edge", everywhere(1.1));
  ratio("whole call with repairs", "repairs kombo-edge", everywhere(1.15));
  ratio("`select` of 4 small fields", "mixed select", { Node: 0.25, workerd: 0.35, Chromium: 0.25 });
  ratio("`ndjson()`", "mixed ndjson", { Node: 0.25, workerd: 0.33, Chromium: 0.25 });
  if (runtimes.workerd) {
    const { "through a proxy": proxied, "passed on": passed } = runtimes.workerd.ms;
    row("a page through the proxy, workerd, compared with forwarding it", times(proxied / passed), "–", "1", "≤ 1.30 ×", proxied / passed <= 1.3);
  }
  const theirs = `${kb(size.official.whole)}; ${kb(size.official.shaken)} tree-shaken`;
  row("shipped to a browser, gzip -9", kb(size["kombo-edge"].total), theirs, "–", "≤ 40.0 KB", size["kombo-edge"].total <= 40_000);
  row("import until the first request leaves", times(start.ratio), "1", "–", "≤ 0.15 ×", start.ratio <= 0.15);
  row("40 pages, 50 ms each on both sides", times(overlap.ratio), "1", "0.50 ×", "≤ 0.53 ×", overlap.ratio <= 0.53);
  const pages = long["kombo-edge"].pages;
  const grown = (name, what) => long[name].at_the_end[what] - long[name].after_50[what];
  const kept = (title, what, most) =>
    row(title, mb(grown("kombo-edge", what)), mb(grown("official", what)), mb(grown("native", what)), "flat", grown("kombo-edge", what) < most);
  kept(`growth of the JS heap from page 50 to ${pages}`, "heap", 5);
  kept(`growth of resident memory, the same pages (${mb(long["kombo-edge"].at_the_end.rss)} at the end)`, "rss", 30);
  const [last, lastOfTheirs, lastOfFloor] = ["kombo-edge", "official", "native"].map((name) => times(long[name].slower));
  row(`time of a page at the end of ${pages} pages, compared with the beginning`, last, lastOfTheirs, lastOfFloor, "flat", long["kombo-edge"].slower < 1.1);
  for (const [count, beside] of Object.entries(side))
    row(`a page among ${count} concurrent walks, compared with a single walk`, times(beside), "–", "–", "flat", beside < 1.15);
  row("growth of resident memory over abandoned walks", mb(left.rss), "–", "–", "flat", left.rss < 10);
  row(`memory at the worst page (${worst.name}, ${mb(worst.page_mb)})`, mb(worst.grown_mb), "–", "–", "≤ 16 × the page + 64 MB", worst.times <= 16);
  for (const [way, slower] of Object.entries(ways.slower)) {
    row(`time of a page at the end of ${ways.pages} small pages, compared with the beginning, ${way}`, times(slower), "–", "–", "flat", slower < 1.25);
  }
  for (const { factor, ...cost } of growth.slice(1)) {
    row(
      `a page ${factor} times as large`,
      times(cost["kombo-edge"]),
      times(cost.official),
      times(cost.native),
      "below the floor's",
      cost["kombo-edge"] <= cost.native,
    );
  }
  const lines = ([names, ...body]) => [names, names.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const versions = Object.entries(report.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  return `${report.when}, ${report.machine}; ${versions}; a page of ${report.page.candidates} candidates, ${(report.page.bytes.mixed / 1024).toFixed(0)} KiB.${report.busy > 0.25 ? " **The machine was busy.**" : ""}
“×” is a multiple of \`Response.json()\` in the same process and run; in the rows after the size, of the official SDK or of what the row names.

${lines(rows)}

The time of a whole call by phase, as shares of \`Response.json()\` of the same page. Reading the body in chunks, and decoding and parsing
it as ASCII, are measured separately and alternately with the whole call. The rest is the package's own time: copying the body into its
module, checking, writing, and the fixed cost of a call.

${lines(shares(runtimes))}

A page takes ${Object.entries(crossings)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ")}.

By the page's own \`meta.timing\` (\`mixed\`, Node): receiving the body ${share(pieces.network)}, checking and writing ${share(pieces.check)}, decoding and parsing ${share(pieces.parse)}, the rest ${share(pieces.rest)}.

The size of each part of what is shipped to a browser, after gzip: ${Object.entries(size.features)
    .map(([name, bytes]) => `${name} ${kb(bytes)}`)
    .join(", ")}.
`;
}
