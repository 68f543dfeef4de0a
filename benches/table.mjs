// The report as a table for people: each figure beside the floor, the official SDK and the goal.

const times = (ratio) => (ratio === undefined ? "–" : `${ratio.toFixed(2)} ×`);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
const mb = (megabytes) => `${megabytes.toFixed(0)} MB`;

export function table(report) {
  const { runtimes, size, start, overlap, growth, long, ways } = report;
  const rows = [["figure", "kombo-edge", "official SDK", "floor", "goal", "met"]];
  const row = (name, ours, theirs, floor, goal, met) => rows.push([name, ours, theirs, floor, goal, met ? "yes" : "**no**"]);
  for (const [name, { ratio }] of Object.entries(runtimes)) {
    const goal = name === "Node" ? 1.1 : 1.15;
    row(`whole call, one page, ${name}`, times(ratio["kombo-edge"]), times(ratio.official), "1", `≤ ${goal.toFixed(2)} ×`, ratio["kombo-edge"] <= goal);
  }
  for (const [name, { ratio }] of Object.entries(runtimes)) {
    row(`\`select\` of 4 small fields, ${name}`, times(ratio.select), "–", "1", "≤ 0.50 ×", ratio.select <= 0.5);
    row(`\`ndjson()\`, ${name}`, times(ratio.ndjson), "–", "1", "≤ 0.35 ×", ratio.ndjson <= 0.35);
  }
  const theirs = `${kb(size.official.whole)}; ${kb(size.official.shaken)} tree-shaken`;
  row("shipped to a browser, gzip -9", kb(size["kombo-edge"].total), theirs, "–", "≤ 23 KB", size["kombo-edge"].total <= 23_000);
  row("import until the first request leaves", times(start.ratio), "1", "–", "≤ 0.50 ×", start.ratio <= 0.5);
  row("40 pages, 50 ms each on both sides", times(overlap.ratio), "1", "0.50 ×", "≤ 0.53 ×", overlap.ratio <= 0.53);
  const pages = long["kombo-edge"].pages;
  const grown = (name, what) => long[name].at_the_end[what] - long[name].after_50[what];
  const kept = (title, what, most) =>
    row(title, mb(grown("kombo-edge", what)), mb(grown("official", what)), mb(grown("native", what)), "flat", grown("kombo-edge", what) < most);
  kept(`JS heap after ${pages} pages, beyond that after 50`, "heap", 5);
  kept(`resident memory, the same (${mb(long["kombo-edge"].at_the_end.rss)} at the end)`, "rss", 30);
  const [last, lastOfTheirs, lastOfFloor] = ["kombo-edge", "official", "native"].map((name) => times(long[name].slower));
  row(`time of one of the last of ${pages} pages, beside the first`, last, lastOfTheirs, lastOfFloor, "flat", long["kombo-edge"].slower < 1.1);
  for (const [way, slower] of Object.entries(ways.slower)) {
    row(`the same of ${ways.pages} small pages, ${way}`, times(slower), "–", "–", "flat", slower < 1.25);
  }
  for (const { factor, ...cost } of growth.slice(1)) {
    row(`a page ${factor} times as large`, times(cost["kombo-edge"]), times(cost.official), times(cost.native), `≤ ${factor} ×`, cost["kombo-edge"] <= factor);
  }
  const [names, ...body] = rows.map((cells) => `| ${cells.join(" | ")} |`);
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`).join(", ");
  return `${report.when}, ${report.machine}; ${versions}; a page of ${report.page.candidates} candidates, ${(report.page.bytes / 1024).toFixed(0)} KiB.
“×” is a multiple of \`Response.json()\` in the same process and run; in the last rows, of the official SDK, or of one page.

${names}
|${"---|".repeat(rows[0].length)}
${body.join("\n")}
`;
}
