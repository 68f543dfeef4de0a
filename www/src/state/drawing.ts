// Limits updates: figures are drawn at most four times a second, and announced to screen readers at most every five seconds.

import { announced, drawn, isRunning, tick } from "./store.ts";

const [DRAW_MS, ANNOUNCE_MS, IDLE_MS] = [250, 5_000, 30_000];
let drawTimer: ReturnType<typeof setTimeout> | undefined;
let announceTimer: ReturnType<typeof setTimeout> | undefined;
let latest = "";
let announcedAt = -Infinity;

function now(): void {
  drawTimer = undefined;
  tick.value = { page: performance.now(), wall: Date.now() };
  drawn.value += 1;
}

/** Schedules a redraw, or redraws at once. */
export function draw(atOnce = false): void {
  if (atOnce) {
    clearTimeout(drawTimer);
    now();
  } else drawTimer ??= setTimeout(now, DRAW_MS);
}

/** Announces a text to screen readers. Of several texts within the interval, the last one is announced. */
export function announce(text: string, atOnce = false): void {
  latest = text;
  const publish = () => {
    announceTimer = undefined;
    announcedAt = performance.now();
    announced.value = latest;
  };
  const wait = announcedAt + ANNOUNCE_MS - performance.now();
  if (atOnce || wait <= 0) {
    clearTimeout(announceTimer);
    publish();
  } else announceTimer ??= setTimeout(publish, wait);
}

/** Updates the clock: four times a second during a walk, otherwise every 30 seconds. */
export function startClock(): void {
  let idle = 0;
  setInterval(() => {
    idle += DRAW_MS;
    if (!isRunning.value && idle < IDLE_MS) return;
    idle = 0;
    tick.value = { page: performance.now(), wall: Date.now() };
  }, DRAW_MS);
}
