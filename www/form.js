// The form: its fields, and what was entered, as parameters of the call.

import { CONNECTORS } from "./kombo-edge/browser.js";
import { OPTIONS, PARAMETERS } from "./parameters.js";

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

/** The options of a call that the page offers. */
const OFFERED = OPTIONS.filter(({ name }) => ["on_invalid", "max_pages"].includes(name));

export function fill(form) {
  const { connector, fault } = form.elements;
  const byName = Object.entries(CONNECTORS).sort(([, a], [, b]) => a.localeCompare(b));
  connector.append(...byName.map(([slug, name]) => new Option(name, slug, slug === "workday", slug === "workday")));
  fault.append(...Object.entries(FAULTS).map(([spec, name]) => new Option(name, spec)));
  const isSwitch = ({ kind }) => kind === "boolean";
  // Most walks begin at the beginning: the cursor comes last.
  const fields = PARAMETERS.filter((field) => !isSwitch(field)).sort((a, b) => (a.name === "cursor") - (b.name === "cursor"));
  form.querySelector("#parameters").append(...fields.map(labelled));
  form.querySelector("#switches").append(...PARAMETERS.filter(isSwitch).map(labelled));
  form.querySelector("#options").prepend(...OFFERED.map(labelled));
  form.elements.page_size.value = 250;
}

/** A field with its name, and what it is for as its title. */
function labelled(field) {
  const label = document.createElement("label");
  label.title = field.title;
  const input = control(field);
  input.name = field.name;
  label.append(...(field.kind === "boolean" ? [input, ` ${field.label}`] : [`${field.label} `, input]));
  return label;
}

function control({ kind, min, max, words, hint = "" }) {
  if (kind === "word") {
    const select = document.createElement("select");
    select.append(...words.map((word) => new Option(word, word)));
    return select;
  }
  const input = document.createElement("input");
  if (kind === "boolean") return Object.assign(input, { type: "checkbox" });
  if (kind === "integer") Object.assign(input, { type: "number", min, max });
  if (kind === "email") input.inputMode = "email";
  input.placeholder = kind === "list" ? `${hint}, …` : hint;
  return input;
}

/** `{ request, options }` for `getCandidates`. What is wrong in them, the package says. */
export function read(form) {
  const value = (name) => form.elements[name].value.trim();
  const request = Object.fromEntries(entered(form, PARAMETERS));
  const options = Object.fromEntries(entered(form, OFFERED));
  // For this demo's proxy alone: which integration to ask, and what goes wrong there. A proxy of yours knows whom it
  // talks to.
  const headers = { "x-demo-connector": value("connector"), "x-demo-fault": value("fault") && `${value("fault")}~${crypto.randomUUID()}` };
  return { request, options: { ...options, headers: Object.fromEntries(Object.entries(headers).filter(([, text]) => text)) } };
}

/** The names and values of these fields, without those that were left empty. */
function entered(form, fields) {
  return fields.map(({ name, kind }) => [name, valueOf(form.elements[name], kind)]).filter(([, value]) => value !== undefined);
}

function valueOf(input, kind) {
  if (kind === "boolean") return input.checked || undefined;
  const text = input.value.trim();
  if (text === "") return undefined;
  if (kind === "integer") return Number(text);
  return kind === "list" ? text.split(",").map((item) => item.trim()) : text;
}
