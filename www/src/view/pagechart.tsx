// The chart of the time of each page: network, check and parse in one bar. A click shows the records of that page.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Bar, bars, total } from "../model/bars.ts";
import { count, roundUp } from "../model/numbers.ts";
import { filter } from "../state/actions.ts";
import { isRunning, view, walk } from "../state/store.ts";
import { Medians } from "./runbar.tsx";

const [TOP, HEIGHT, AXIS] = [12, 46, 54];

/** Milliseconds as seconds, with one decimal when it is not 0. */
const seconds = (ms: number): string => `${Math.round(ms / 100) / 10}`;

export function PageChart() {
  const ref = useRef<HTMLDivElement>(null);
  const [room, measure] = useState(380);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => measure(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { timings, failedPage, status } = walk.value;
  const sorted = [...timings].sort((a, b) => a.page - b.page);
  const coming = isRunning.value || (failedPage !== null && !timings.some(({ page }) => page === failedPage)) ? 1 : 0;
  const drawnBars = bars(sorted, room - AXIS, coming);
  const top = roundUp(Math.max(1, ...sorted.map(total)));
  const [unit, scale] = top < 1000 ? (["ms", count] as const) : (["s", seconds] as const);
  const y = (ms: number) => HEIGHT - (ms / top) * (HEIGHT - 2);
  const slowest = drawnBars.bars.reduce<Bar | null>((a, b) => (a === null || total(b) > total(a) ? b : a), null);
  const last = drawnBars.bars.at(-1);
  const labels = new Map([drawnBars.bars[0], slowest, last].flatMap((bar) => (bar ? [[bar.page, bar] as const] : [])));
  const shown = view.value.filters.find((one) => one.sort === "page");
  return (
    <div class="pages">
      <div class="chart" ref={ref}>
        <svg width={room} height={TOP + HEIGHT + 16} role="group" aria-label={`Time of ${count(timings.length)} pages`}>
          {timings.length > 0 &&
            [top, top / 2, 0].map((ms) => (
              <g key={ms}>
                <line class={ms === 0 ? "axis" : "grid"} x1={AXIS - 4} x2={room} y1={TOP + y(ms)} y2={TOP + y(ms)} />
                <text x={AXIS - 10} y={TOP + y(ms) + 4} text-anchor="end">
                  {ms === top ? `${scale(ms)} ${unit}` : scale(ms)}
                </text>
              </g>
            ))}
          {timings.length === 0 && <line class="axis" x1="0" x2={room} y1={TOP + HEIGHT} y2={TOP + HEIGHT} />}
          {drawnBars.bars.map((bar) => (
            <PageBar
              key={bar.page}
              bar={bar}
              y={y}
              failed={status === "failed" && failedPage !== null && bar.page <= failedPage && failedPage <= bar.to}
              shown={shown?.sort === "page" && shown.page >= bar.page && shown.page <= bar.to}
            />
          ))}
          {coming > 0 && <PendingBar x={AXIS + drawnBars.bars.length * drawnBars.step} width={drawnBars.width} failed={status === "failed"} />}
          {[...labels.values()].map((bar) => (
            <text key={bar.page} class="page-number" x={AXIS + bar.x + bar.width / 2} y={TOP + HEIGHT + 13} text-anchor="middle">
              {bar === last ? bar.to : bar.page}
            </text>
          ))}
        </svg>
      </div>
      <Medians />
    </div>
  );
}

function PageBar({ bar, y, failed, shown }: { bar: Bar; y: (ms: number) => number; failed: boolean; shown: boolean }) {
  const x = AXIS + bar.x;
  const zero = TOP + y(0);
  const network = TOP + y(bar.network);
  // A part that took any time is at least 1 px high.
  const check = network - Math.max(bar.check > 0 ? 1 : 0, y(0) - y(bar.check));
  const parse = check - Math.max(bar.parse > 0 ? 1 : 0, y(0) - y(bar.parse));
  const part = (name: string, from: number, to: number) => (
    <rect class={name} x={x} width={bar.width} y={to} height={Math.max(0, from - to - (from - to > 3 && name !== "network" ? 1 : 0))} />
  );
  const label = `Page ${bar.page}${bar.to > bar.page ? ` to ${bar.to}, the longest` : ""}: ${count(bar.network)} ms network, ${count(bar.check)} ms check, ${count(bar.parse)} ms parse`;
  const choose = () => filter({ sort: "page", page: bar.page });
  return (
    <g
      class={`bar${failed ? " failed" : ""}${shown ? " shown" : ""}`}
      role="button"
      tabindex={0}
      aria-label={label}
      aria-pressed={shown}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose();
      }}
    >
      <title>{label}</title>
      <rect class="reach" x={x - 1} width={bar.width + 2} y={TOP} height={HEIGHT} />
      {failed ? part("stopped", zero, Math.min(parse, zero - 6)) : [part("network", zero, network), part("check", network, check), part("parse", check, parse)]}
      {failed && <path class="cross" d={`M${x + bar.width / 2 - 3} ${Math.min(parse, zero - 6) - 9}l6 6m0-6-6 6`} />}
    </g>
  );
}

/** A bar for the page that is being requested, or for the page that failed. */
function PendingBar({ x, width, failed }: { x: number; width: number; failed: boolean }) {
  const height = 16;
  const top = TOP + HEIGHT - height;
  if (!failed) return <rect class="coming" x={x + 0.5} width={Math.max(1, width - 1)} y={top} height={height} />;
  return (
    <g class="bar failed">
      <rect class="stopped" x={x} width={width} y={top} height={height} />
      <path class="cross" d={`M${x + width / 2 - 3} ${top - 9}l6 6m0-6-6 6`} />
    </g>
  );
}
