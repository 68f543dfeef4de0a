// Draws the cost of a page as a bar chart: an SVG without scripts, for light and dark themes.

const NAMES = {
  native: "Response.json(), no checks",
  "kombo-edge": "kombo-edge, every record checked",
  select: "… with select of 4 fields",
  ndjson: "… as ndjson()",
  official: "@kombo-api/sdk",
};
const [WIDTH, LEFT, BAR, GAP] = [720, 250, 18, 8];

export function chart({ runtimes, when, versions }) {
  const most = Math.max(...Object.values(runtimes).map(({ ratio }) => ratio["mixed official"]));
  const scale = (WIDTH - LEFT - 60) / most;
  let y = 44;
  let body = "";
  const descriptions = [];
  for (const [runtime, { ratio }] of Object.entries(runtimes)) {
    body += `<text x="0" y="${(y += 20)}" class="head">${runtime}</text>\n`;
    y += 8;
    for (const [key, name] of Object.entries(NAMES)) {
      const value = ratio[`mixed ${key}`];
      if (value === undefined) continue;
      const kind = key === "official" ? "other" : key === "native" ? "floor" : "ours";
      body += `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${name}</text><rect x="${LEFT}" y="${y}" width="${(value * scale).toFixed(1)}" height="${BAR}" class="${kind}"/><text x="${(LEFT + value * scale + 6).toFixed(1)}" y="${y + 13}">${value.toFixed(2)}</text>\n`;
      descriptions.push(`${runtime}, ${name}: ${value.toFixed(2)}`);
      y += BAR + GAP;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 8}" role="img" aria-labelledby="title desc">
<title id="title">What one page of 250 candidates costs, as a multiple of Response.json()</title>
<desc id="desc">${descriptions.join("; ")}.</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #333 } .head { font-weight: 600 } .floor { fill: #999 } .ours { fill: #2a7de1 } .other { fill: #c2571a }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .ours { fill: #6cb0ff } .other { fill: #f0925a } }
</style>
<text x="0" y="16" class="head">One page of 250 candidates: cost as a multiple of Response.json(); less is better</text>
<text x="0" y="34">kombo-edge ${versions["kombo-edge"]}, @kombo-api/sdk ${versions["@kombo-api/sdk"]}, ${when}</text>
${body}</svg>
`;
}
