// The 90 connectors, the sandbox's integrations, and the filters that a connector does not support.

import type { KomboErrorCode } from "../types.ts";

/** Their slugs, in the order of Kombo's list. */
export const CONNECTORS: readonly string[] = [
  "workday",
  "successfactors",
  "smartrecruiters",
  "factorial",
  "oraclerecruiting",
  "lever",
  "icims",
  "cornerstonetalentlink",
  "recruitee",
  "recruiterflow",
  "greenhouse",
  "greenhousev3",
  "teamtailor",
  "ashby",
  "talentsoft",
  "talentsoftcustomer",
  "talention",
  "onlyfy",
  "personio",
  "ukgpro",
  "ukgready",
  "adpworkforcenow",
  "taleo",
  "afas",
  "bamboohr",
  "bullhorn4salesforce",
  "bullhorn",
  "bullhornlogin",
  "workable",
  "jobvite",
  "fountain",
  "pinpoint",
  "welcometothejungle",
  "dvinciadmin",
  "join",
  "sagehr",
  "traffit",
  "erecruiter",
  "abacusumantis",
  "umantis",
  "taleez",
  "hrworks",
  "otys",
  "zohorecruit",
  "ceipal",
  "eploy",
  "jobdiva",
  "careerplug",
  "eightfold",
  "paycor",
  "avature",
  "apploi",
  "phenom",
  "paradox",
  "recruhr",
  "recruitcrm",
  "jazzhr",
  "bite",
  "homerun",
  "carerix",
  "inrecruiting",
  "jobadder",
  "connexys",
  "hr4you",
  "cornerstoneondemand",
  "zvooverecruit",
  "odoo",
  "comeet",
  "compleetpersy",
  "compleet",
  "gem",
  "laura",
  "covetorest",
  "coveto",
  "mercury",
  "crelate",
  "manatal",
  "avionte",
  "asymbl",
  "breezyhr",
  "flatchr",
  "dayforce",
  "digitalrecruiters",
  "applicantstack",
  "reachmee",
  "sandbox",
  "spott",
  "logicmelon",
  "loxo",
  "kula",
];

/**
 * The error code by the end of an integration id: `lever:inactive`, `join:remote-down`.
 */
export const STATES: Readonly<Record<string, KomboErrorCode>> = {
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
 * Filters that a connector does not support. Kombo does not publish this for real connectors, so the table is invented:
 * one connector for each filter that can be missing, and one that lacks several.
 */
export const UNSUPPORTED_FILTERS: Readonly<Record<string, readonly string[]>> = {
  lever: ["job_ids"],
  recruitee: ["first_name", "last_name"],
  personio: ["email"],
  workable: ["remote_ids"],
  coveto: ["email", "first_name", "job_ids"],
};

/** One healthy integration for each connector. */
export const DEFAULT_INTEGRATIONS = CONNECTORS.map((slug) => `${slug}:sandbox`);

/** Returns null for an integration that does not exist. */
export function findIntegration(id: string, healthy: ReadonlySet<string>): { slug: string; state: string | null } | null {
  const colon = id.indexOf(":");
  const slug = id.slice(0, colon);
  if (healthy.has(id)) return { slug, state: null };
  const name = id.slice(colon + 1);
  const state = Object.hasOwn(STATES, name) && STATES[name];
  return CONNECTORS.includes(slug) && state ? { slug, state } : null;
}
