// The page: its bars, then quality, records and the open record, side by side or as tabs when there is less room.

import { count } from "../model/numbers.ts";
import { filter } from "../state/actions.ts";
import { announced, arrived, isRunning, openRow, rows, session, size, tab, toast, view, walk } from "../state/store.ts";
import { Band } from "./band.tsx";
import { CoveragePanel } from "./coverage.tsx";
import { KeyBar } from "./help.tsx";
import { IssuesPanel } from "./issues.tsx";
import { PageChart } from "./pagechart.tsx";
import { RecordPanel } from "./record.tsx";
import { RequestBar } from "./requestbar.tsx";
import { RunBar } from "./runbar.tsx";
import { Tabs } from "./segments.tsx";
import { NoneFound, NotSignedIn, Start } from "./start.tsx";
import { Table } from "./table.tsx";
import { ToolBar } from "./toolbar.tsx";
import { TopBar } from "./topbar.tsx";
import { ValuesBar } from "./values.tsx";

export function App() {
  const isIn = session.value.at === "in";
  // On a phone, a record covers the whole screen.
  const isScreen = size.value === "phone" && openRow.value !== null;
  if (session.value.at === "loading") return <main class="loading" aria-busy="true" />;
  return (
    <>
      {!isScreen && <TopBar />}
      {isIn && !isScreen && <RequestBar />}
      {isIn && !isScreen && <RunBar />}
      {isIn && !isScreen && <Band />}
      {isIn ? (
        <Body />
      ) : (
        <main class="body alone">
          <NotSignedIn />
        </main>
      )}
      {isIn && size.value !== "phone" && <KeyBar />}
      <p class="hidden" role="status">
        {announced.value}
      </p>
      <p class={toast.value === "" ? "toast" : "toast shown"} role="status">
        {toast.value}
      </p>
    </>
  );
}

function Body() {
  const room = size.value;
  const n = openRow.value;
  if (room === "phone" || room === "small") return <Tabbed n={n} />;
  return (
    <main class={`body${n === null ? "" : " with-record"}`}>
      <Quality />
      {n === null || room === "wide" ? <Middle /> : null}
      {n !== null && <RecordPanel n={n} />}
    </main>
  );
}

const Quality = () => (
  // When nothing inside can have the focus, the region itself can, so that keys can scroll it.
  <div class="quality" role="region" aria-label="Quality" tabIndex={arrived().length === 0 ? 0 : -1}>
    <CoveragePanel />
    <IssuesPanel />
  </div>
);

/** Whether no walk has run, or the walk has no records. */
const hasNoResult = (): boolean => {
  const { status } = walk.value;
  return status === "idle" || (arrived().length === 0 && (status === "failed" || status === "cancelled"));
};

function Middle() {
  const { status } = walk.value;
  const none = arrived().length === 0;
  return (
    <div class="middle">
      {hasNoResult() ? (
        <Start />
      ) : status === "done" && none ? (
        <NoneFound />
      ) : (
        <>
          <ValuesBar />
          <ToolBar />
          <Table />
        </>
      )}
    </div>
  );
}

function Tabbed({ n }: { n: number | null }) {
  const phone = size.value === "phone";
  const shown = tab.value === "pages" && !phone ? "records" : tab.value;
  const none = arrived().length === 0;
  const tabs = [
    { id: "records" as const, label: "Records", count: none ? undefined : count(arrived().length) },
    { id: "quality" as const, label: "Quality", count: none ? undefined : count(arrived().groups.count), isBad: false },
    ...(phone ? [{ id: "pages" as const, label: "Pages", count: walk.value.timings.length === 0 ? undefined : count(walk.value.timings.length) }] : []),
  ];
  if (n !== null) {
    return (
      <main class="body tabbed">
        <RecordPanel n={n} />
      </main>
    );
  }
  return (
    <main class="body tabbed">
      <div class="main-tabs">
        <Tabs label="What to look at" tabs={tabs} value={shown} onValue={(to) => (tab.value = to)} idFor="main" />
      </div>
      <div class="tab-panel" id="main-panel" role="tabpanel" aria-labelledby={`main-${shown}`}>
        {shown === "quality" ? <Quality /> : shown === "pages" ? <Pages /> : phone ? <PhoneRecords /> : <Middle />}
      </div>
      {phone && shown === "quality" && <ShowRecords />}
    </main>
  );
}

function PhoneRecords() {
  const { status } = walk.value;
  if (hasNoResult()) return <Start />;
  if (status === "done" && arrived().length === 0) return <NoneFound />;
  return (
    <div class="middle">
      <ToolBar />
      <Table />
    </div>
  );
}

/** A button from the chart to the chosen records, for a phone, where the table is on another tab. */
function ShowRecords() {
  const chosen = view.value.filters.find(({ sort }) => sort === "lacks" || sort === "has" || sort === "issue" || sort === "only");
  if (!chosen || isRunning.value === undefined) return null;
  const what = chosen.sort === "lacks" ? `that lack ${chosen.field}` : chosen.sort === "has" ? `that have ${chosen.field}` : "with it";
  return (
    <div class="show-them">
      <button type="button" class="button primary tall" onClick={() => (tab.value = "records")}>
        Show the {count(rows.value.length)} {what}
      </button>
    </div>
  );
}

function Pages() {
  const { timings } = walk.value;
  const sorted = [...timings].sort((a, b) => a.page - b.page);
  if (sorted.length === 0) return <p class="hint padded">The time of each page, as they arrive.</p>;
  return (
    <div class="pages-tab">
      <PageChart />
      <table class="page-table">
        <thead>
          <tr>
            <th scope="col">Page</th>
            <th scope="col">network</th>
            <th scope="col">check</th>
            <th scope="col">parse</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(-200).map((timing) => (
            <tr key={timing.page}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    filter({ sort: "page", page: timing.page });
                    tab.value = "records";
                  }}
                >
                  {timing.page}
                </button>
              </th>
              <td>{count(timing.network)} ms</td>
              <td>{count(timing.check)} ms</td>
              <td>{count(timing.parse)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
