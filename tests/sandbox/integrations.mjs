// The 90 connectors, the integrations that the sandbox knows, and which filters a connector cannot serve.

/** Slug to display name, in the order of Kombo's list. @type {Readonly<Record<string, string>>} */
export const CONNECTORS = {
  workday: "Workday",
  successfactors: "SAP SuccessFactors",
  smartrecruiters: "SmartRecruiters",
  factorial: "Factorial",
  oraclerecruiting: "Oracle Recruiting Cloud",
  lever: "Lever",
  icims: "iCIMS",
  cornerstonetalentlink: "Cornerstone TalentLink",
  recruitee: "Recruitee",
  recruiterflow: "RecruiterFlow",
  greenhouse: "Greenhouse (V1)",
  greenhousev3: "Greenhouse (V3)",
  teamtailor: "Teamtailor",
  ashby: "Ashby",
  talentsoft: "CEGID TalentSoft FrontOffice",
  talentsoftcustomer: "CEGID TalentSoft Customer",
  talention: "Talention",
  onlyfy: "Onlyfy",
  personio: "Personio",
  ukgpro: "UKG Pro",
  ukgready: "UKG Ready",
  adpworkforcenow: "ADP Workforce Now",
  taleo: "Oracle Taleo",
  afas: "AFAS Software",
  bamboohr: "BambooHR",
  bullhorn4salesforce: "Bullhorn for Salesforce",
  bullhorn: "Bullhorn",
  bullhornlogin: "Bullhorn Login",
  workable: "Workable",
  jobvite: "Jobvite",
  fountain: "Fountain",
  pinpoint: "Pinpoint",
  welcometothejungle: "Welcome to the Jungle",
  dvinciadmin: "d.vinci admin",
  join: "JOIN",
  sagehr: "Sage HR",
  traffit: "TRAFFIT",
  erecruiter: "eRecruiter",
  abacusumantis: "Abacus Umantis",
  umantis: "Haufe Umantis",
  taleez: "Taleez",
  hrworks: "HR WORKS",
  otys: "OTYS",
  zohorecruit: "Zoho Recruit",
  ceipal: "Ceipal",
  eploy: "Eploy",
  jobdiva: "JobDiva",
  careerplug: "CareerPlug",
  eightfold: "Eightfold",
  paycor: "Paycor",
  avature: "Avature",
  apploi: "Apploi",
  phenom: "Phenom",
  paradox: "Paradox",
  recruhr: "RECRU",
  recruitcrm: "Recruit CRM",
  jazzhr: "JazzHR",
  bite: "BITE",
  homerun: "Homerun",
  carerix: "Carerix",
  inrecruiting: "InRecruiting by Zucchetti",
  jobadder: "JobAdder",
  connexys: "Connexys By Bullhorn",
  hr4you: "HR4YOU",
  cornerstoneondemand: "Cornerstone OnDemand",
  zvooverecruit: "Zvoove Recruit",
  odoo: "Odoo",
  comeet: "Spark Hire Recruit",
  compleetpersy: "Compleet (Persy API)",
  compleet: "Compleet (only PersoProfiler)",
  gem: "Gem",
  laura: "Laura",
  covetorest: "Coveto (REST API)",
  coveto: "Coveto (legacy SOAP API)",
  mercury: "Mercury",
  crelate: "Crelate",
  manatal: "Manatal",
  avionte: "Avionté",
  asymbl: "Asymbl",
  breezyhr: "Breezy HR",
  flatchr: "Flatchr",
  dayforce: "Dayforce",
  digitalrecruiters: "Digital Recruiters",
  applicantstack: "ApplicantStack",
  reachmee: "ReachMee",
  sandbox: "Kombo Sandbox",
  spott: "Spott",
  logicmelon: "Logic Melon",
  loxo: "Loxo",
  kula: "Kula",
};

/**
 * An integration id that ends in one of these is in trouble: `lever:inactive`, `join:remote-down`.
 * @type {Readonly<Record<string, string>>}
 */
export const STATES = {
  "setup-pending": "INTEGRATION.SETUP_SYNC_PENDING",
  "setup-incomplete": "INTEGRATION.SETUP_INCOMPLETE",
  inactive: "INTEGRATION.INACTIVE",
  permission: "INTEGRATION.PERMISSION_MISSING",
  "logged-out": "INTEGRATION.AUTHENTICATION_INVALID",
  "qa-failed": "INTEGRATION.QA_FAILED",
  "model-missing": "INTEGRATION.MODEL_NOT_AVAILABLE",
  "model-disabled": "INTEGRATION.MODEL_DISABLED",
  "action-missing": "INTEGRATION.ACTION_NOT_AVAILABLE",
  "action-disabled": "INTEGRATION.ACTION_DISABLED",
  "ip-blocked": "PLATFORM.IP_NOT_WHITELISTED",
  "remote-down": "REMOTE.SERVICE_UNAVAILABLE",
  "remote-busy": "REMOTE.RATE_LIMIT_EXCEEDED",
  "remote-refused": "REMOTE.INPUT_INVALID",
  "remote-odd": "REMOTE.UNKNOWN_HTTP_ERROR",
};

/**
 * Filters that a connector has no data for. Which real connector lacks what is not published: this table is made up,
 * one connector for each filter that can be missing, and one that lacks several.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const UNSUPPORTED_FILTERS = {
  lever: ["job_ids"],
  recruitee: ["first_name", "last_name"],
  personio: ["email"],
  workable: ["remote_ids"],
  coveto: ["email", "first_name", "job_ids"],
};

/** One healthy integration for each connector. */
export const DEFAULT_INTEGRATIONS = Object.keys(CONNECTORS).map((slug) => `${slug}:sandbox`);

/**
 * @param {string} id
 * @param {ReadonlySet<string>} known
 * @returns {{ slug: string, state: string | null } | null} null for an integration that does not exist
 */
export function findIntegration(id, known) {
  const colon = id.indexOf(":");
  const slug = id.slice(0, colon);
  if (known.has(id)) return { slug, state: null };
  const state = STATES[id.slice(colon + 1)];
  return Object.hasOwn(CONNECTORS, slug) && state ? { slug, state } : null;
}
