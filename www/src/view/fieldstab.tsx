// All fields of a record in groups: contact, applications, custom and integration fields, dates and ids. Empty fields are last.

import type { ComponentChildren } from "preact";
import type { Issue } from "../model/issues.ts";
import { count } from "../model/numbers.ts";
import { elements, isFilled, isObject, member, type Value } from "../model/path.ts";
import { line } from "../model/record.ts";
import { ApplicationsTab } from "./applicationstab.tsx";
import { cut } from "./row.tsx";
import { FieldRow, Shown } from "./value.tsx";

const WORK = ["title", "company"];
const CONTACT = ["email_addresses", "phone_numbers", "social_media", "location", "source", "tags", "confidential"];
const DATES = ["remote_created_at", "remote_updated_at", "changed_at", "remote_deleted_at"];
const IDS = ["id", "remote_id", "remote_url"];
const GROUPED = ["first_name", "last_name", ...WORK, ...CONTACT, ...DATES, ...IDS, "applications", "custom_fields", "integration_fields"];

type Props = { readonly record: Value; readonly issues: readonly Issue[] };

const issuesIn = (issues: readonly Issue[], name: string): readonly Issue[] => issues.filter(({ place }) => place[0] === name);

export function FieldsTab({ record, issues, withWork }: Props & { withWork: boolean }) {
  if (!isObject(record)) {
    return (
      <dl class="fields">
        <FieldRow name="record" value={record} issues={issues} />
      </dl>
    );
  }
  const others = Object.keys(record).filter((name) => !GROUPED.includes(name));
  const all = [...new Set([...GROUPED, ...Object.keys(record)])];
  const isShown = (name: string) => isFilled(member(record, name)) || issuesIn(issues, name).length > 0;
  const empty = all.filter((name) => !isShown(name) && name !== "phone_numbers");
  const rows = (names: readonly string[]) =>
    names
      .filter((name) => isShown(name) || (name === "phone_numbers" && Object.hasOwn(record, name)))
      .map((name) => <Named key={name} name={name} record={record} issues={issues} />);
  const odd = issues.filter(({ place }) => place.length === 0);
  return (
    <>
      <dl class="fields">
        {odd.length > 0 && <FieldRow name="record" value={record} issues={odd} />}
        {rows(["first_name", "last_name"].filter((name) => issuesIn(issues, name).length > 0))}
        {rows(withWork ? WORK : WORK.filter((name) => issuesIn(issues, name).length > 0))}
        {rows(CONTACT)}
      </dl>
      <ApplicationsTab record={record} issues={issues} />
      <Members name="custom_fields" value={member(record, "custom_fields")} issues={issuesIn(issues, "custom_fields")} />
      <IntegrationFields value={member(record, "integration_fields")} issues={issuesIn(issues, "integration_fields")} />
      <Section title="Dates and ids" sans>
        <dl class="fields">{rows([...DATES, ...IDS])}</dl>
      </Section>
      {others.some(isShown) && (
        <Section title="More from the connected system" sans>
          <dl class="fields">{rows(others)}</dl>
        </Section>
      )}
      {empty.length > 0 && (
        <Section title="Empty" about={`${count(empty.length)} ${empty.length === 1 ? "field" : "fields"}`} sans>
          <p class="empty-names">
            {empty.map((name, n) => (
              <span key={name}>
                {n > 0 && ", "}
                <code dir="auto">{cut(name, 80)}</code>
              </span>
            ))}
          </p>
        </Section>
      )}
    </>
  );
}

export function Section({ title, about, sans = false, children }: { title: string; about?: string; sans?: boolean; children: ComponentChildren }) {
  return (
    <section class="record-section">
      <h3>
        {sans ? title : <code>{title}</code>} {about !== undefined && <span class="second">{about}</span>}
      </h3>
      {children}
    </section>
  );
}

function Named({ name, record, issues }: Props & { name: string }) {
  const value = member(record, name);
  return (
    <FieldRow name={name} value={value} issues={issuesIn(issues, name)}>
      {inParts(name, value)}
    </FieldRow>
  );
}

/** The contract's lists and objects in a readable form; values of another type as JSON. */
function inParts(name: string, value: Value): ComponentChildren {
  const list = elements(value);
  const parts = (text: string, type: string) =>
    list.map((element, n) =>
      isObject(element) ? (
        <Part key={n} value={member(element, text)} type={member(element, type)} name={name} />
      ) : (
        <Part key={n} value={element} type={null} name={name} />
      ),
    );
  if (list.length > 0 && name === "email_addresses") return parts("email_address", "type");
  if (list.length > 0 && name === "phone_numbers") return parts("phone_number", "type");
  if (list.length > 0 && name === "social_media") return parts("link", "type");
  if (list.length > 0 && name === "tags")
    return list.map((tag, n) => (
      <span class="tag round" key={n} dir="auto">
        {cut(line(isObject(tag) ? member(tag, "name") : tag) ?? "no name", 60)}
      </span>
    ));
  if (name === "location" && isObject(value)) return address(value);
  return undefined;
}

function Part({ value, type, name }: { value: Value; type: Value; name: string }) {
  return (
    <span class="part">
      <Shown value={value} name={name} /> {line(type) !== null && <span class="second">{cut(String(line(type)), 24)}</span>}
    </span>
  );
}

function address(location: Value): ComponentChildren {
  const text = (name: string) => line(member(location, name));
  const join = (parts: (string | null)[], by: string) => parts.filter((part) => part !== null).join(by);
  const written =
    join(
      [join([text("street_1"), text("street_2")], ", ") || null, join([text("zip_code"), text("city")], " ") || null, text("state"), text("country")],
      ", ",
    ) || text("raw");
  return written === null ? undefined : cut(written, 300);
}

function Members({ name, value, issues }: { name: string; value: Value; issues: readonly Issue[] }) {
  if (!isFilled(value) && issues.length === 0) return null;
  const keys = isObject(value) ? Object.keys(value) : [];
  return (
    <Section title={name} about={count(keys.length)}>
      <dl class="fields">
        {isObject(value) && issues.length === 0 ? null : <FieldRow name={name} value={value} issues={issues} />}
        {keys.slice(0, 200).map((key) => (
          <FieldRow key={key} name={key} value={member(value, key)} />
        ))}
      </dl>
    </Section>
  );
}

function IntegrationFields({ value, issues }: { value: Value; issues: readonly Issue[] }) {
  const list = elements(value);
  if (list.length === 0 && issues.length === 0) return null;
  return (
    <Section title="integration_fields" about={count(list.length)}>
      <dl class="fields">
        {issues.length > 0 && <FieldRow name="integration_fields" value={value} issues={issues} />}
        {list.slice(0, 200).map((field, n) => (
          <FieldRow
            key={n}
            name={line(member(field, "label")) ?? line(member(field, "key")) ?? String(n)}
            value={isObject(field) ? member(field, "value") : field}
          />
        ))}
      </dl>
    </Section>
  );
}
