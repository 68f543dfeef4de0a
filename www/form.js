// The form: its choices, and what was entered, as parameters of the call.

import { CONNECTORS } from "./kombo-edge/browser.js";

/** What the local Kombo can be told to do wrong; it says which faults there are. */
const FAULTS = {
  "": "none",
  "429-retry-after:1@2": "a pause of one second (429)",
  "503x2": "two failures, then it works (503)",
  "html502@3+": "a broken gateway from page 3 on",
  "code:INTEGRATION.PERMISSION_MISSING@2": "a missing permission",
  "cut@2": "a page that breaks off",
  "odd-record:wrong-type": "a record with a fault on each page",
  "odd-record:hostile@1": "a hostile record",
  "expired-cursor@3": "a cursor that is too old",
  "cycle@3": "pages that go round in a circle",
  "missing-next@2": "an answer without an end",
  html502: "a broken gateway for good",
  "echo-key": "an error that repeats the key",
};

const LISTS = ["ids", "remote_ids", "job_ids"];
const TEXTS = ["updated_after", "email", "first_name", "last_name", "cursor"];
const CHECKS = ["include_deleted", "ignore_unsupported_filters"];

export function fill(form) {
  const { connector, fault } = form.elements;
  const byName = Object.entries(CONNECTORS).sort(([, a], [, b]) => a.localeCompare(b));
  connector.append(...byName.map(([slug, name]) => new Option(name, slug, slug === "workday", slug === "workday")));
  fault.append(...Object.entries(FAULTS).map(([spec, name]) => new Option(name, spec)));
}

/** `{ request, options }` for `getCandidates`. What is wrong in them, the package says. */
export function read(form) {
  const value = (name) => form.elements[name].value.trim();
  const given = (names, convert) => names.filter((name) => value(name) !== "").map((name) => [name, convert(value(name))]);
  const request = Object.fromEntries([
    ...given(TEXTS, String),
    ...given(["page_size"], Number),
    ...given(LISTS, (text) => text.split(",").map((item) => item.trim())),
    ...CHECKS.filter((name) => form.elements[name].checked).map((name) => [name, true]),
  ]);
  const options = Object.fromEntries([["on_invalid", value("on_invalid")], ...given(["max_pages"], Number)]);
  // For this demo's proxy alone: which integration to ask, and what goes wrong there. A proxy of yours knows whom it
  // talks to.
  const headers = { "x-demo-connector": value("connector"), "x-demo-fault": value("fault") && `${value("fault")}~${crypto.randomUUID()}` };
  return { request, options: { ...options, headers: Object.fromEntries(Object.entries(headers).filter(([, text]) => text)) } };
}
