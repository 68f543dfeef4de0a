// The band below the run bar: why the walk stopped, which records remain, and what Resume does.

import { some } from "../model/numbers.ts";
import { shortened } from "../model/request.ts";
import { explain, report } from "../model/words.ts";
import { copy, resumeNow } from "../state/actions.ts";
import { arrived, type WalkState, walk } from "../state/store.ts";
import { Icon } from "./icons.tsx";

export function Band() {
  const at = walk.value;
  if (at.status === "failed" && at.error) return <Failed at={at} error={at.error} />;
  if (at.resume && (at.status === "cancelled" || at.status === "done")) return <Paused at={at} />;
  return null;
}

const kept = (): string => {
  const there = arrived().length;
  return there === 0 ? "Nothing had arrived." : there === 1 ? "The record so far is kept." : `The ${some(there, "record")} so far are kept, each once.`;
};

/** A message with its names in backquotes as code. */
const withCode = (message: string) => message.split("`").map((part, n) => (n % 2 === 1 ? <code key={n}>{part}</code> : part));

function Failed({ at, error }: { at: WalkState; error: NonNullable<WalkState["error"]> }) {
  const { title, message, advice } = explain(error);
  const facts: [string, string][] = [["kind", error.kind]];
  if (error.code !== null) facts.push(["code", error.code]);
  if (error.status !== null) facts.push(["status", String(error.status)]);
  const requestId = error.request_id ?? at.requestId;
  if (requestId !== null) facts.push(["request", shortened(requestId)]);
  if (at.resume?.cursor) facts.push(["resume cursor", shortened(at.resume.cursor, 20)]);
  const copyReport = () =>
    copy(
      report(error, {
        integration: at.integration,
        pages: at.timings.length,
        records: arrived().length,
        failed_page: at.failedPage ?? 0,
        time: new Date(at.ended).toISOString(),
      }),
      "Report",
    );
  return (
    <section class="band bad" role="alert">
      <Icon name="warning" size={20} />
      <div>
        <h2>{title}</h2>
        <p dir="auto">
          {at.repeats === null
            ? withCode(message)
            : `Page ${at.failedPage} names a next cursor that page ${at.repeats} already gave. The walk stopped instead of going round.`}
        </p>
        <p>
          <strong>{at.failedPage === null ? "" : kept()}</strong> {advice}
        </p>
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div class="actions">
        <button type="button" class="button tall" onClick={copyReport}>
          <Icon name="copy" /> Copy report
        </button>
        <Resume at={at} />
      </div>
    </section>
  );
}

function Paused({ at }: { at: WalkState }) {
  return (
    <section class="band" aria-label="The walk stopped">
      <Icon name="circleAlert" size={20} />
      <div>
        <p>
          <strong>{kept()}</strong>{" "}
          {at.resume?.cursor === undefined ? "Resume begins at the first page." : `Resume goes on at page ${at.resume.page}, and doubles nothing.`}
        </p>
      </div>
      <div class="actions">
        <Resume at={at} />
      </div>
    </section>
  );
}

function Resume({ at }: { at: WalkState }) {
  if (!at.resume) return null;
  return (
    <button type="button" class="button tall primary" onClick={resumeNow}>
      <Icon name="play" /> Resume at page {at.resume.page}
    </button>
  );
}
