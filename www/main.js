// The page: one walk at a time, which can be cancelled and resumed from where it was.

import { Kombo } from "./kombo-edge/browser.js";
import { Charts } from "./charts.js";
import { fill, read } from "./form.js";
import { View } from "./view.js";
import { Watch } from "./watch.js";
import { explain } from "./words.js";

const form = document.querySelector("#form");
const buttons = { walk: document.querySelector("#walk"), cancel: document.querySelector("#cancel"), resume: document.querySelector("#resume") };
const [view, charts] = [new View(), new Charts()];
const watch = new Watch();
const kombo = new Kombo({ server_url: new URL("./kombo", location.href), on_event: watch.tell });

/** The walk that may go on: what was asked, and the cursor of the page that comes next. */
let paused;
let controller;

fill(form);
document.querySelector("main").hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  view.clear();
  charts.clear();
  walk(read(form));
});
buttons.cancel.addEventListener("click", () => controller?.abort());
buttons.resume.addEventListener("click", () => walk(paused));

async function walk({ request, options }) {
  controller = new AbortController();
  running(true);
  watch.reset();
  const pages = kombo.ats.getCandidates(request, { ...options, signal: controller.signal });
  try {
    for await (const page of pages) {
      view.add(page);
      charts.add(page, watch.lap());
    }
    pause(request, options, pages.cursor);
    view.finished(pages.stopped);
  } catch (error) {
    // Before its first page a walk has no cursor: it goes on where it was to begin.
    pause(request, options, pages.cursor === undefined ? request.cursor : pages.cursor);
    if (controller.signal.aborted) view.cancelled();
    else view.failed(explain(error));
  } finally {
    running(false);
  }
}

/** A cursor of null is the end: there is nothing left to resume. */
function pause(request, options, cursor) {
  paused = cursor === null ? undefined : { request: { ...request, cursor }, options };
}

function running(yes) {
  buttons.walk.disabled = yes;
  buttons.cancel.disabled = !yes;
  buttons.resume.disabled = yes || !paused;
  if (yes) view.started();
  form.setAttribute("aria-busy", String(yes));
}
