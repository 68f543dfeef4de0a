// The data set of one integration: candidate(i) is a pure function of the seed and i. Nothing is stored,
// so a million candidates cost nothing until they are requested.

import { makeId, readId } from "./ids.ts";
import { Dice, mix } from "./random.ts";
import type { Application, CandidateRecord } from "./record.ts";
import { applyVariety } from "./variety.ts";
import { COMPANIES, DOMAINS, FIRST_NAMES, JOBS, LAST_NAMES, PLACES, REJECTIONS, SOCIAL, SOURCES, STAGES, TAGS, TITLES } from "./words.ts";

export const DAY = 86_400_000;

/**
 * The values that filters compare. They are made without the rest of the record, at a tenth of its cost, because
 * a search for a rare name has to scan every candidate.
 */
export interface Facts {
  id: string;
  remote_id: string | null;
  first_name: string | null;
  last_name: string | null;
  emails: string[];
  job_ids: string[];
  /** When the record itself changed (served as `changed_at`). */
  changed: number;
  /** When an application or the list of tags last changed (never served). */
  related: number;
  deleted: number | null;
}

export type Data = ReturnType<typeof createData>;

/**
 * @param options.epoch when the data set was made, in milliseconds: all its dates are earlier
 * @param options.plain only what the published schema describes: no unknown fields, no new enum values, no absent fields
 */
export function createData({ seed, epoch, plain = false }: { seed: number; epoch: number; plain?: boolean }) {
  const seeds = { candidate: mix(seed, 11), application: mix(seed, 12), job: mix(seed, 13), stage: mix(seed, 14), tag: mix(seed, 15), field: mix(seed, 16) };
  const factSeed = mix(seed, 21);
  const bodySeed = mix(seed, 22);

  const jobs = Array.from({ length: 40 }, (_, n) => ({
    id: makeId(seeds.job, n),
    name: `${JOBS[n % JOBS.length]} ${1 + Math.floor(n / JOBS.length)}`,
    remote_id: `job-${n + 1}`,
  }));
  const stages = STAGES.map((name, n) => ({ id: makeId(seeds.stage, n), name, remote_id: String(n + 1), index: n }));
  const tags = TAGS.map((name, n) => ({ id: makeId(seeds.tag, n), name, remote_id: `tag_${n + 1}` }));
  const fields = Array.from({ length: 5 }, (_, n) => makeId(seeds.field, n));

  /** `n` is always below the number of jobs. */
  const jobAt = (n: number) => jobs[n] as (typeof jobs)[number];

  /** Most dates are close to the epoch, as in a system in use. */
  const pastDate = (dice: Dice) => Math.floor(epoch - 730 * DAY * dice.fraction() ** 2);

  function outline(i: number) {
    const dice = new Dice(factSeed, i);
    const first = dice.pick(FIRST_NAMES);
    const last = dice.pick(LAST_NAMES);
    const domain = dice.pick(DOMAINS);
    let changed = pastDate(dice);
    const count = plain ? 2 : i % 41 === 12 ? 0 : i % 16 === 9 ? 1 : i % 16 === 3 ? 3 : 2;
    const applications: { job: number | null; changed: number }[] = [];
    for (let k = 0; k < count; k++) {
      const job = dice.below(jobs.length);
      // A job can be null: the ATS may have removed it.
      applications.push({ job: !plain && i % 35 === 20 ? null : job, changed: pastDate(dice) });
    }
    let related = Math.max(0, ...applications.map((application) => application.changed));
    // A tag was added or removed recently. Nothing in the record shows it.
    if (i % 11 === 6) related = Math.max(related, Math.floor(epoch - 30 * DAY * dice.fraction()));
    // Deleted records are of two kinds: recent ones, and ones old enough to be anonymised.
    let deleted: number | null = null;
    if (i % 40 === 7) deleted = Math.floor(epoch - DAY * (1 + 12 * dice.fraction()));
    if (i % 40 === 27) deleted = Math.floor(epoch - DAY * (15 + 400 * dice.fraction()));
    if (deleted !== null) changed = deleted;
    return { first, last, domain, changed, applications, related, deleted };
  }

  function emailsOf(i: number, o: ReturnType<typeof outline>): string[] {
    if (!plain && i % 30 === 11) return [];
    // Two records share an address: the e-mail filter must return both.
    if (!plain && i % 29 === 8) return emailsOf(i - 1, outline(i - 1));
    const local = `${o.first[1]}.${o.last[1]}${i}`;
    const address = `${i % 6 === 2 ? local.toUpperCase() : local}@${o.domain}`;
    return !plain && i % 12 === 5 ? [address, `${o.first[1]}+work${i}@jobs.example.org`] : [address];
  }

  function facts(i: number, o: ReturnType<typeof outline> = outline(i)): Facts {
    return {
      id: makeId(seeds.candidate, i),
      // In some systems an id is composed of several parts.
      remote_id: i % 8 === 1 ? `REQ-${i % 90}/${10_000 + i}` : String(10_000 + i),
      first_name: !plain && i % 37 === 5 ? null : o.first[0],
      last_name: !plain && i % 43 === 6 ? null : o.last[0],
      emails: emailsOf(i, o),
      job_ids: o.applications.flatMap(({ job }) => (job === null ? [] : [jobAt(job).id])),
      changed: o.changed,
      related: o.related,
      deleted: o.deleted,
    };
  }

  /** The complete record, not anonymised. */
  function candidate(i: number): CandidateRecord {
    const o = outline(i);
    const f = facts(i, o);
    const dice = new Dice(bodySeed, i);
    const [city, country, state, street] = dice.pick(PLACES);
    const created = Math.floor(Math.min(f.changed, f.related || f.changed) - 40 * DAY * dice.fraction());
    const social = dice.pick(SOCIAL);
    const zip = String(10_000 + dice.below(89_999));
    const house = 1 + dice.below(180);
    const slug = `${o.first[1]}-${o.last[1]}-${i}`;

    const record: CandidateRecord = {
      id: f.id,
      remote_id: f.remote_id,
      first_name: f.first_name,
      last_name: f.last_name,
      company: dice.pick(COMPANIES),
      title: dice.pick(TITLES),
      confidential: dice.below(20) === 0,
      source: dice.pick(SOURCES),
      phone_numbers: [
        { phone_number: `+49 40 ${100_000 + dice.below(899_999)}`, type: "HOME" },
        { phone_number: `+1-541-555-${1000 + dice.below(8999)}`, type: "MOBILE" },
      ],
      email_addresses: f.emails.map((email_address, n) => ({ email_address, type: n === 0 ? "PRIVATE" : "WORK" })),
      social_media: [{ link: social[1] + encodeURIComponent(slug), type: social[0], username: slug }],
      location: { city, country, raw: `${street} ${house}, ${zip} ${city}, ${country}`, state, street_1: `${street} ${house}`, street_2: null, zip_code: zip },
      custom_fields: {
        notice_period: `${1 + dice.below(6)} months`,
        salary_expectation: 30_000 + dice.below(90_000),
        willing_to_relocate: dice.below(2) === 0,
        languages: ["de", "en", "fr"].slice(0, 1 + dice.below(3)),
        rating: dice.below(50) / 10,
        visa: null,
        pronouns: dice.pick(["she/her", "he/him", "they/them"]),
        earliest_start: new Date(epoch + DAY * dice.below(200)).toISOString().slice(0, 10),
        recruiter: { name: dice.pick(LAST_NAMES)[0], team: dice.below(9) },
        comment: "Met at the fair; call back after the summer.",
      },
      integration_fields: integrationFields(i, dice),
      remote_url: `https://ats.example.com/people/${10_000 + i}`,
      remote_created_at: new Date(created).toISOString(),
      remote_updated_at: new Date(f.changed - dice.below(60_000)).toISOString(),
      remote_data: null,
      changed_at: new Date(f.changed).toISOString(),
      remote_deleted_at: f.deleted === null ? null : new Date(f.deleted).toISOString(),
      applications: o.applications.map((application, k) => applicationOf(i, k, application, created, dice)),
      tags: [dice.pick(tags)].map((tag) => ({ ...tag })),
    };
    if (!plain) applyVariety(record, i);
    return record;
  }

  function integrationFields(i: number, dice: Dice) {
    // Kombo's reference types `value` as null; real values are of every JSON type.
    const values = [
      `EMP-${10_000 + i}`,
      dice.below(1000) / 8,
      dice.below(2) === 0,
      { unit: "EUR", amounts: [dice.below(500), null] },
      [dice.below(9), "b", [{}]],
      null,
      "",
    ];
    return fields.map((id, n) => ({
      id,
      key: `field_${n}`,
      type: n < 3 ? "DEFAULT" : "CUSTOM",
      value: values[(i + n) % values.length],
      label: n === 4 ? null : `Field number ${n}`,
    }));
  }

  function applicationOf(i: number, k: number, application: { job: number | null; changed: number }, created: number, dice: Dice): Application {
    const remote = 500_000 + i * 4 + k;
    const outcome = dice.pick(["PENDING", "PENDING", "HIRED", "DECLINED", null]);
    const declined = outcome === "DECLINED";
    const stage = dice.pick(stages);
    return {
      id: makeId(seeds.application, i * 4 + k),
      remote_id: String(remote),
      outcome,
      rejection_reason_name: declined ? dice.pick(REJECTIONS) : null,
      rejected_at: declined ? new Date(application.changed).toISOString() : null,
      remote_url: `https://ats.example.com/applications/${remote}`,
      changed_at: new Date(application.changed).toISOString(),
      remote_created_at: new Date(Math.min(created, application.changed)).toISOString(),
      remote_updated_at: new Date(application.changed).toISOString(),
      current_stage: { ...stage },
      job: application.job === null ? null : { ...jobAt(application.job) },
    };
  }

  return {
    facts,
    candidate,
    indexOf: (id: string) => readId(seeds.candidate, id),
    applicationId: (n: number) => makeId(seeds.application, n),
    jobs,
    stages,
    tags,
  };
}
