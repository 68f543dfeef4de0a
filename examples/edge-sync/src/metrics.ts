// The fleet's metrics in Prometheus's text format, without names of integrations or candidates.

import type { Status } from "./fleet.ts";

export function metrics({ stopped, closed_until, running, line, places, counted }: Status): Response {
  const gauges: [name: string, help: string, values: [labels: string, value: number][]][] = [
    ["integrations", "Integrations by state.", Object.entries(counted.phases).map(([phase, value]) => [`{state="${phase}"}`, value])],
    ["candidates", "Stored candidates.", [["", counted.candidates]]],
    ["tombstones", "Stored tombstones of deleted candidates.", [["", counted.tombstones]]],
    ["running", "Integrations that have a place.", [["", running]]],
    ["line", "Integrations that wait for a place.", [["", line]]],
    ["places", "The number of places.", [["", places]]],
    ["stopped", "1 while the key is refused and all integrations are stopped.", [["", stopped ? 1 : 0]]],
    ["closed", "1 while the gate is closed after a 429.", [["", closed_until === null ? 0 : 1]]],
  ];
  const lines = gauges.flatMap(([name, help, values]) => [
    `# HELP kombo_sync_${name} ${help}`,
    `# TYPE kombo_sync_${name} gauge`,
    ...values.map(([labels, value]) => `kombo_sync_${name}${labels} ${value}`),
  ]);
  return new Response(`${lines.join("\n")}\n`, { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" } });
}
