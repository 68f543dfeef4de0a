// Two charts in SVG, each with its figures as text: the outcomes of applications, and the time of each page.

const [WIDTH, HEIGHT, LATEST] = [400, 160, 40];
const ROWS = ["PENDING", "HIRED", "DECLINED", "none", "other"];

export class Charts {
  #outcomes = document.querySelector("#outcomes");
  #times = document.querySelector("#times");
  #counts;
  #laps;

  constructor() {
    this.clear();
  }

  clear() {
    this.#counts = new Map(ROWS.map((name) => [name, 0]));
    this.#laps = [];
    this.#draw();
  }

  add(page, lap) {
    for (const candidate of page.results) {
      for (const application of Array.isArray(candidate?.applications) ? candidate.applications : []) {
        const outcome = application?.outcome ?? "none";
        const name = ROWS.includes(outcome) ? outcome : "other";
        this.#counts.set(name, this.#counts.get(name) + 1);
      }
    }
    if (lap) this.#laps.push(lap);
    this.#draw();
  }

  #draw() {
    drawOutcomes(this.#outcomes, this.#counts);
    drawTimes(this.#times, this.#laps.slice(-LATEST), this.#laps.length);
  }
}

function drawOutcomes(svg, counts) {
  const most = Math.max(1, ...counts.values());
  const step = HEIGHT / counts.size;
  const shapes = [...counts].flatMap(([name, number], index) => {
    const middle = (index + 0.5) * step;
    const width = (number / most) * (WIDTH - 160);
    return [
      shape("text", { x: 82, y: middle + 4, "text-anchor": "end" }, name),
      shape("rect", { x: 90, y: middle - 9, width, height: 18, class: "bar" }),
      shape("text", { x: 96 + width, y: middle + 4 }, number.toLocaleString("en")),
    ];
  });
  const figures = [...counts].map(([name, number]) => `${name} ${number}`).join(", ");
  show(svg, shapes, `Applications by outcome: ${figures}`);
}

function drawTimes(svg, laps, pages) {
  const sum = ({ network, check, parse }) => network + check + parse;
  const most = Math.max(1, ...laps.map(sum));
  const [top, bottom, left] = [18, HEIGHT - 4, 4];
  const step = (WIDTH - left) / LATEST;
  const shapes = laps.flatMap((lap, index) => {
    let y = bottom;
    return ["network", "check", "parse"].map((part) => {
      const height = (lap[part] / most) * (bottom - top);
      y -= height;
      return shape("rect", { x: left + index * step, y, width: step * 0.75, height, class: part });
    });
  });
  shapes.push(shape("line", { x1: left, x2: WIDTH, y1: bottom, y2: bottom, class: "axis" }));
  if (laps.length > 0) shapes.push(shape("text", { x: left, y: 12 }, `longest: ${most.toFixed(0)} ms`));
  const mean = (part) => (laps.reduce((total, lap) => total + lap[part], 0) / Math.max(1, laps.length)).toFixed(1);
  const latest = pages > LATEST ? `the latest ${LATEST} of ${pages} pages` : `${pages} pages`;
  const figures = `on average ${mean("network")} ms network, ${mean("check")} ms check, ${mean("parse")} ms parse`;
  show(svg, shapes, pages > 0 ? `Time of ${latest}: ${figures}` : "No pages yet");
}

function show(svg, shapes, label) {
  svg.replaceChildren(...shapes);
  svg.setAttribute("aria-label", label);
}

function shape(name, attributes, content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  if (content !== undefined) element.textContent = content;
  return element;
}
