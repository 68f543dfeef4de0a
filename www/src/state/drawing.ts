// When figures are drawn: at most four times a second, and said to screen readers at most every five seconds.

import { drawn, isRunning, said, tick } from "./store.ts";

const [DRAW_MS, SAY_MS, IDLE_MS] = [250, 5_000, 30_000];
let drawTimer: ReturnType<typeof setTimeout> | undefined;
let sayTimer: ReturnType<typeof setTimeout> | undefined;
let latest = "";
let saidAt = -Infinity;

function now(): void {
  drawTimer = undefined;
  tick.value = { page: performance.now(), wall: Date.now() };
  drawn.value += 1;
}

/** Soon; or at once, when a walk has ended. */
export function draw(atOnce = false): void {
  if (atOnce) {
    clearTimeout(drawTimer);
    now();
  } else drawTimer ??= setTimeout(now, DRAW_MS);
}

/** What screen readers are told; the last one of several is what counts. */
export function say(text: string, atOnce = false): void {
  latest = text;
  const tell = () => {
    sayTimer = undefined;
    saidAt = performance.now();
    said.value = latest;
  };
  const wait = saidAt + SAY_MS - performance.now();
  if (atOnce || wait <= 0) {
    clearTimeout(sayTimer);
    tell();
  } else sayTimer ??= setTimeout(tell, wait);
}

/** Keeps the clock: often while a walk is under way. */
export function keepTime(): void {
  let idle = 0;
  setInterval(() => {
    idle += DRAW_MS;
    if (!isRunning.value && idle < IDLE_MS) return;
    idle = 0;
    tick.value = { page: performance.now(), wall: Date.now() };
  }, DRAW_MS);
}
