// What the page says: rows, progress, faults of records, errors. All of it as text, never as HTML.

/** So many rows are enough to look at; so many characters too. */
const [MOST_ROWS, MOST_ISSUES, LONGEST] = [10_000, 500, 120];

const count = new Intl.NumberFormat("en");
const megabytes = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

export class View {
  #status = document.querySelector("#status");
  #alert = document.querySelector("#alert");
  #rows = document.querySelector("#rows");
  #issues = document.querySelector("#issues");
  #issueCount = document.querySelector("#issue-count");
  #totals;

  constructor() {
    this.clear();
  }

  clear() {
    this.#totals = { pages: 0, candidates: 0, issues: 0, bytes: 0 };
    this.#rows.replaceChildren();
    this.#issues.replaceChildren();
    this.#issueCount.textContent = "None so far.";
  }

  started() {
    this.#alert.replaceChildren();
    this.#say("Asking …");
  }

  add(page) {
    const totals = this.#totals;
    const room = MOST_ROWS - totals.candidates;
    if (room > 0) this.#rows.append(...page.results.slice(0, room).map(row));
    this.#issues.append(...page.issues.slice(0, Math.max(0, MOST_ISSUES - totals.issues)).map(issue));
    totals.pages += 1;
    totals.candidates += page.results.length;
    totals.issues += page.issues.length;
    totals.bytes += page.meta.bytes;
    if (totals.issues > 0) {
      const shown = totals.issues > MOST_ISSUES ? `, the first ${MOST_ISSUES} of them here` : "";
      this.#issueCount.textContent = `Not as the contract says: ${some(totals.issues, "place")}${shown}.`;
    }
    this.#say("Walking");
  }

  finished(stopped) {
    this.#say(stopped === "end" ? "All there" : "Stopped by the number of pages");
  }

  cancelled() {
    this.#say("Cancelled");
  }

  failed({ title, message, advice }) {
    this.#say("Stopped by an error");
    const heading = document.createElement("strong");
    heading.textContent = title;
    this.#alert.replaceChildren(heading, paragraph(message), paragraph(advice));
  }

  #say(what) {
    const { pages, candidates, bytes } = this.#totals;
    const sum = `${some(candidates, "candidate")} on ${some(pages, "page")}, ${megabytes.format(bytes / 1e6)} MB`;
    this.#status.textContent = pages > 0 ? `${what}: ${sum}.` : `${what}.`.replace("….", "…");
  }
}

function row(candidate) {
  const element = document.createElement("tr");
  // A record that breaks the contract may be anything.
  const { first_name, last_name, email_addresses, title, company, applications, changed_at, remote_deleted_at } = candidate ?? {};
  element.className = remote_deleted_at ? "deleted" : "";
  element.dataset.id = text(candidate?.id);
  const outcomes = list(applications).map((application) => text(application?.outcome) || "none");
  const cells = [
    [first_name, last_name].map(text).filter(Boolean).join(" "),
    text(list(email_addresses)[0]?.email_address),
    [title, company].map(text).filter(Boolean).join(", "),
    outcomes.join(", "),
    text(changed_at).slice(0, 16).replace("T", " "),
  ];
  element.append(...cells.map(cell));
  return element;
}

function cell(content) {
  const element = document.createElement("td");
  element.dir = "auto";
  element.textContent = shorten(content) || "–";
  return element;
}

function issue({ index, id, path, expected, found }) {
  const element = document.createElement("li");
  element.textContent = `Record ${index + 1} of its page (${id === null ? "no id" : `id ${shorten(id)}`}): ${path} should be ${expected}; there is ${found === "nothing" ? "nothing" : `a value of kind ${found}`}.`;
  return element;
}

function paragraph(content) {
  const element = document.createElement("p");
  element.textContent = shorten(content, 600);
  element.dir = "auto";
  return element;
}

const some = (number, what) => `${count.format(number)} ${what}${number === 1 ? "" : "s"}`;
const list = (value) => (Array.isArray(value) ? value : []);
const text = (value) => (typeof value === "string" ? value : "");
const shorten = (content, longest = LONGEST) => (content.length > longest ? `${content.slice(0, longest)} …` : content);
