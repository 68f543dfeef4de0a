// Every field of a record in groups: contact, applications, what the integration adds, dates and ids; empty ones last.

import type { ComponentChildren } from "preact";
import type { Flaw } from "../model/issues.ts";
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

type Props = { readonly record: Value; readonly flaws: readonly Flaw[] };

const flawsIn = (flaws: readonly Flaw[], name: string): readonly Flaw[] => flaws.filter(({ place }) => place[0] === name);

export function FieldsTab({ record, flaws, withWork }: Props & { withWork: boolean }) {
  if (!isObject(record)) {
    return (
      <dl class="fields">
        <FieldRow name="record" value={record} flaws={flaws} />
      </dl>
    );
  }
  const others = Object.keys(record).filter((name) => !GROUPED.includes(name));
  const all = [...new Set([...GROUPED, ...Object.keys(record)])];
  const isShown = (name: string) => isFilled(member(record, name)) || flawsIn(flaws, name).length > 0;
  const empty = all.filter((name) => !isShown(name) && name !== "phone_numbers");
  const rows = (names: readonly string[]) =>
    names
      .filter((name) => isShown(name) || (name === "phone_numbers" && Object.hasOwn(record, name)))
      .map((name) => <Named key={name} name={name} record={record} flaws={flaws} />);
  const odd = flaws.filter(({ place }) => place.length === 0);
  return (
    <>
      <dl class="fields">
        {odd.length > 0 && <FieldRow name="record" value={record} flaws={odd} />}
        {rows(["first_name", "last_name"].filter((name) => flawsIn(flaws, name).length > 0))}
        {rows(withWork ? WORK : WORK.filter((name) => flawsIn(flaws, name).length > 0))}
        {rows(CONTACT)}
      </dl>
      <ApplicationsTab record={record} flaws={flaws} />
      <Members name="custom_fields" value={member(record, "custom_fields")} flaws={flawsIn(flaws, "custom_fields")} />
      <IntegrationFields value={member(record, "integration_fields")} flaws={flawsIn(flaws, "integration_fields")} />
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

function Named({ name, record, flaws }: Props & { name: string }) {
  const value = member(record, name);
  return (
    <FieldRow name={name} value={value} flaws={flawsIn(flaws, name)}>
      {inParts(name, value)}
    </FieldRow>
  );
}

/** The contract's lists and objects as people write them; what is not as it should be, as JSON. */
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

function Members({ name, value, flaws }: { name: string; value: Value; flaws: readonly Flaw[] }) {
  if (!isFilled(value) && flaws.length === 0) return null;
  const keys = isObject(value) ? Object.keys(value) : [];
  return (
    <Section title={name} about={count(keys.length)}>
      <dl class="fields">
        {isObject(value) && flaws.length === 0 ? null : <FieldRow name={name} value={value} flaws={flaws} />}
        {keys.slice(0, 200).map((key) => (
          <FieldRow key={key} name={key} value={member(value, key)} />
        ))}
      </dl>
    </Section>
  );
}

function IntegrationFields({ value, flaws }: { value: Value; flaws: readonly Flaw[] }) {
  const list = elements(value);
  if (list.length === 0 && flaws.length === 0) return null;
  return (
    <Section title="integration_fields" about={count(list.length)}>
      <dl class="fields">
        {flaws.length > 0 && <FieldRow name="integration_fields" value={value} flaws={flaws} />}
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
