// The run bar: the walk's state in words, its figures, and the time of each page as its progress.

import { clock } from "../model/dates.ts";
import { bytes, count, duration, median, one, some } from "../model/numbers.ts";
import { arrived, isChanged, isRunning, size, tick, type WalkState, walk } from "../state/store.ts";
import { PageChart } from "./pagechart.tsx";
import { WalkButton } from "./requestbar.tsx";

const seconds = (ms: number): string => `${one(Math.max(0, ms) / 1000)} s`;

/** The walk's state in two lines. */
export function inWords(at: WalkState, now: number): [title: string, detail: string] {
  const there = arrived().length;
  const again = arrived().repeated > 0 ? `; ${count(arrived().repeated)} came again, shown once` : "";
  const { leftOut, mayBeMoreLeftOut } = arrived();
  const left = leftOut > 0 ? `; ${mayBeMoreLeftOut ? "at least " : ""}${count(leftOut)} left out for their issues` : "";
  switch (at.status) {
    case "idle":
      return ["Nothing asked yet", "a walk asks for page after page until the end"];
    case "walking":
      return ["Walking", at.requested ? `page ${at.requested.page} asked for ${seconds(now - at.requested.at)} ago` : "asking"];
    case "waiting":
      return ["Waiting", at.retry ? `${at.retry.what}; page ${at.retry.page} again in ${Math.max(0, Math.ceil((at.retry.until - now) / 1000))} s` : ""];
    case "cancelled":
      return ["Cancelled", "not all there: the figures are partial"];
    case "failed":
      if (isUnsent(at)) return ["Not sent", "something entered is not right"];
      return [`Stopped at page ${at.failedPage}`, there > 0 ? "not all there: the figures are partial" : "nothing has arrived"];
    case "done":
      if (isChanged.value) return ["Filters changed", "these records are of the walk before"];
      if (there === 0) return ["None found", `walked to the end at ${clock(at.ended)}`];
      if (at.stopped === "max_pages") return [`Stopped after ${some(at.timings.length, "page")}`, "as many as asked for: the figures are partial"];
      return ["All there", `walked to the end at ${clock(at.ended)}${again}${left}`];
  }
}

export function RunBar() {
  const at = walk.value;
  const phone = size.value === "phone";
  const [title, detail] = inWords(at, tick.value.page);
  return (
    <section class={`runbar ${at.status}`} aria-label="The walk">
      <div class="state">
        <Ring status={at.status} />
        <div>
          <strong>{phone && at.requested ? `${title}, page ${at.requested.page}` : title}</strong>
          <span>{phone && at.status !== "idle" && at.status !== "waiting" ? brief(at) : detail}</span>
        </div>
        {phone && <WalkButton />}
      </div>
      {!phone && <Figures at={at} />}
      {!phone && <PageChart />}
      {isRunning.value && <i class="line" aria-hidden="true" />}
    </section>
  );
}

/** Whether the walk failed before its first request, because of what was entered. */
const isUnsent = (at: WalkState): boolean => at.status === "failed" && at.failedPage === null;
const elapsed = (at: WalkState): number => at.walked + (isRunning.value ? Math.max(0, tick.value.page - at.since) : 0);

function brief(at: WalkState): string {
  const ms = elapsed(at);
  // The tab below has the number of records.
  const parts = [bytes(at.bytes).join(" "), duration(ms).join(" "), `${rate(at, ms)}/s`];
  // Lines may break between two figures, not within one.
  return parts.map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}

const rate = (_: WalkState, ms: number): string => (ms < 50 ? "–" : count((1000 * arrived().length) / ms));

function Figures({ at }: { at: WalkState }) {
  const none = at.status === "idle";
  const ms = elapsed(at);
  const figure = (label: string, value: string, unit = "", rank = "") => (
    <div key={label} class={rank}>
      <dt>{label}</dt>
      <dd>
        {none ? "–" : value} {!none && unit !== "" && <small>{unit}</small>}
      </dd>
    </div>
  );
  const took = { done: "Took", cancelled: "Ran for", failed: "Ran for" }[at.status as string] ?? "Elapsed";
  return (
    <dl class="figures">
      {figure("Records", count(arrived().length))}
      {figure("Pages", count(at.timings.length))}
      {figure("Received", ...bytes(at.bytes))}
      {figure("Rate", rate(at, ms), "/s", "second-rank")}
      {figure(took, ...duration(ms))}
      {at.retries > 0 && figure("Retries", count(at.retries))}
      {!none && !isUnsent(at) && at.status !== "done" && at.retries === 0 && (
        <div class="second-rank">
          <dt>Remaining</dt>
          <dd class="unknown">unknown</dd>
        </div>
      )}
    </dl>
  );
}

export function Medians() {
  const { timings } = walk.value;
  const row = (part: "parse" | "check" | "network") => (
    <div key={part}>
      <dt>
        <i class={`mark ${part}`} /> {part}
      </dt>
      <dd>{timings.length === 0 ? "–" : `${count(median(timings.map((timing) => timing[part])))} ms`}</dd>
    </div>
  );
  return (
    <div class="medians">
      <span>Time a page, median</span>
      <dl>
        {row("parse")}
        {row("check")}
        {row("network")}
      </dl>
    </div>
  );
}

/** The state as a shape: a ring that turns during the walk, a tick, a cross, an exclamation mark. */
function Ring({ status }: { status: WalkState["status"] }) {
  return (
    <svg class={`ring ${status}`} width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <circle class="ring-track" cx="14" cy="14" r="11.5" />
      {(status === "walking" || status === "waiting") && <path class="ring-arc" d="M14 2.5a11.5 11.5 0 0 1 0 23" />}
      {status === "done" && <path class="ring-mark" d="m9 14.5 3.5 3.5 6.5-7.5" />}
      {status === "cancelled" && <path class="ring-mark" d="M10.5 10.500h7v7h-7z" />}
      {status === "failed" && <path class="ring-mark" d="M14 8v7.500M14 19v.5" />}
    </svg>
  );
}
