// Errors for people: what happened, and what to do now.

/** By the code of the server or the proxy; what is not listed is told by its kind. */
const CODES = {
  "PLATFORM.RATE_LIMIT_EXCEEDED": ["Too many requests", "Wait a minute, then resume."],
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": ["Too many requests at once", "Wait until other walks are through, then resume."],
  "PLATFORM.AUTHENTICATION_INVALID": ["Kombo does not accept the proxy’s key", "Whoever runs the proxy has to set a valid key."],
  "PLATFORM.INPUT_INVALID": ["Kombo does not accept the request", "If the cursor is too old, clear it and walk again from the start."],
  "INTEGRATION.PERMISSION_MISSING": ["The integration lacks a permission", "Have the customer grant it in their ATS, then resume."],
  "INTEGRATION.AUTHENTICATION_INVALID": ["The customer’s ATS no longer lets Kombo in", "Have the customer connect it again."],
  "INTEGRATION.SETUP_SYNC_PENDING": ["The first synchronisation is still running", "Come back when Kombo has finished it."],
  "PROXY.FORBIDDEN": ["The proxy does not let this page ask", "Sign in, or have the proxy’s authorize let you pass."],
  "PROXY.FORBIDDEN_ORIGIN": ["The proxy does not know this page", "List the page’s origin in the proxy’s allowed_origins."],
  "PROXY.INVALID_PARAMETERS": ["The proxy does not accept the request", "Correct what it names, then walk again."],
  "PROXY.AUTHORIZE_TIMEOUT": ["The proxy’s authorize took too long", "Usually it passes: resume in a while."],
  "PROXY.KEY_TIMEOUT": ["The proxy did not get its key in time", "Usually it passes: resume in a while."],
  "PROXY.UPSTREAM_FAILED": ["Something else answered in Kombo’s place", "Usually it passes: resume in a while."],
  "PROXY.UPSTREAM_UNREACHABLE": ["The proxy cannot reach Kombo", "Usually it passes: resume in a while."],
  "PROXY.UPSTREAM_TIMEOUT": ["Kombo did not answer in time", "Resume, perhaps with fewer records per page."],
};

const KINDS = {
  input: ["Something entered is not right", "Correct it, then walk again."],
  api: ["Kombo answered with an error", "See its own words above."],
  http: ["Something else answered in Kombo’s place", "Usually it passes: resume in a while."],
  network: ["There is no connection", "Check the network, then resume."],
  timeout: ["The answer took too long", "Resume, perhaps with fewer records per page."],
  deadline: ["The time is up", "Walk again with more of it."],
  decode: ["The answer is not what the contract says", "Resume; if it stays so, tell Kombo, with the place named above."],
  pagination: ["The pages lead in a circle", "Nothing after this page can be trusted: tell Kombo."],
  internal: ["This package has a defect", "Walk again, and please report it."],
};

export function explain(error) {
  const [title, advice] = own(CODES, error?.code) ?? own(KINDS, error?.kind) ?? ["Something went wrong in this page", "Reload it and walk again."];
  return { title, message: String(error?.message ?? error), advice };
}

/** A server's code may be any text, `constructor` too. */
const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);
