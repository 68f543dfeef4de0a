// A record's applications as a timeline, newest first.

import { age, day } from "../model/dates.ts";
import { describe, type Issue } from "../model/issues.ts";
import { count } from "../model/numbers.ts";
import { type JsonObject, member, printField, type Value } from "../model/path.ts";
import { applicationsOf, line, outcomeOf } from "../model/record.ts";
import { tick } from "../state/store.ts";
import { OutcomeShape } from "./outcome.tsx";
import { cut } from "./row.tsx";
import { FieldRow, IssueText, Link } from "./value.tsx";

/** `whole` shows every field of each application, as in the tab *Applications*. */
export function ApplicationsTab({ record, issues, whole = false }: { record: Value; issues: readonly Issue[]; whole?: boolean }) {
  const all = applicationsOf(record);
  const own = issues.filter(({ place }) => place[0] === "applications");
  const odd = own.filter(({ place }) => place.length === 1);
  if (all.length === 0 && odd.length === 0) return whole ? <p class="hint">None.</p> : null;
  return (
    <section class="record-section">
      <h3>
        Applications{" "}
        <span class="second">
          {count(all.length)}
          {all.length > 1 && ", newest first"}
        </span>
      </h3>
      {odd.map((issue) => (
        <IssueText key={issue.key} issue={issue} />
      ))}
      <ol class="applications">
        {all.map(({ application, index }) => (
          <li key={index}>
            <OutcomeShape outcome={outcomeOf(application)} size={13} />
            <Application application={application} />
            <IssueLines issues={own.filter(({ place }) => place[1] === index)} />
            {whole && <Rest application={application} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Application({ application }: { application: JsonObject }) {
  const text = (name: string) => line(member(application, name));
  const stage = line(member(member(application, "current_stage"), "name"));
  const index = line(member(member(application, "current_stage"), "index"));
  const outcome = outcomeOf(application);
  const [created, changed, rejected, reason] = [text("remote_created_at"), text("changed_at"), text("rejected_at"), text("rejection_reason_name")];
  const word = { pending: "Pending", hired: "Hired", declined: "Declined", none: "No outcome", other: text("outcome") ?? "" }[outcome];
  return (
    <>
      <div class="application-head">
        <strong dir="auto">{cut(line(member(member(application, "job"), "name")) ?? "No job named")}</strong>
        <span class="second">{created === null ? "" : day(created)}</span>
      </div>
      <p>
        <strong class={outcome}>{cut(word)}</strong>
        {rejected !== null && ` on ${day(rejected)}`}
        {reason !== null && `, “${cut(reason)}”`}
        {outcome !== "declined" && stage !== null && ` in ${cut(stage)}${index === null ? "" : `, index ${index}`}`}
      </p>
      <p class="second">
        {changed !== null && `changed ${/^\d+ (min|h|d)$/.test(age(changed, tick.value.wall)) ? `${age(changed, tick.value.wall)} ago` : day(changed)}`}
        {text("remote_id") !== null && ` · remote_id ${cut(text("remote_id") ?? "", 40)}`} <Link href={text("remote_url")}>open</Link>
      </p>
    </>
  );
}

function IssueLines({ issues }: { issues: readonly Issue[] }) {
  return (
    <>
      {issues.map((issue) => (
        <p key={issue.place.join()}>
          <code class="issue-value">{printField(issue.field.slice(2)) || "application"}</code> {describe(issue.expected, issue.found)}, {issue.became}
        </p>
      ))}
    </>
  );
}

function Rest({ application }: { application: JsonObject }) {
  return (
    <dl class="fields">
      {Object.keys(application).map((name) => (
        <FieldRow key={name} name={name} value={member(application, name)} />
      ))}
    </dl>
  );
}
