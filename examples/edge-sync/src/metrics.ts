// The fleet in Prometheus's text format. Nothing here names an integration or a candidate.

import type { Status } from "./fleet.ts";

export function metrics({ stopped, closed_until, running, line, places, counted }: Status): Response {
  const gauges: [name: string, help: string, values: [labels: string, value: number][]][] = [
    ["integrations", "Integrations by state.", Object.entries(counted.phases).map(([phase, value]) => [`{state="${phase}"}`, value])],
    ["candidates", "Candidates that are stored.", [["", counted.candidates]]],
    ["tombstones", "Deleted candidates that are remembered.", [["", counted.tombstones]]],
    ["running", "Integrations that have a place.", [["", running]]],
    ["line", "Integrations that wait for a place.", [["", line]]],
    ["places", "How many may have one at the same time.", [["", places]]],
    ["stopped", "1 while the key is refused and nobody asks.", [["", stopped ? 1 : 0]]],
    ["closed", "1 while Kombo wants to be left alone.", [["", closed_until === null ? 0 : 1]]],
  ];
  const lines = gauges.flatMap(([name, help, values]) => [
    `# HELP kombo_sync_${name} ${help}`,
    `# TYPE kombo_sync_${name} gauge`,
    ...values.map(([labels, value]) => `kombo_sync_${name}${labels} ${value}`),
  ]);
  return new Response(`${lines.join("\n")}\n`, { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" } });
}
