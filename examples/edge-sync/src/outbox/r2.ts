// The feed as NDJSON in R2, by hour: `changes/2026-01-31T12/<integration>/<epoch>-<first seq>.ndjson`.

import { type FeedLine, removal, type Sink } from "./feed.ts";

const digits = (number: number) => String(number).padStart(15, "0");

export class R2Feed implements Sink {
  constructor(private readonly bucket: R2Bucket) {}

  async write(lines: readonly FeedLine[]): Promise<void> {
    const [first] = lines;
    if (!first) return;
    const hour = new Date().toISOString().slice(0, 13);
    // Names sort in the order of the changes. A second write within the hour replaces the first.
    const name = `changes/${hour}/${encodeURIComponent(first.integration_id)}/${digits(first.epoch)}-${digits(first.seq)}.ndjson`;
    await this.bucket.put(name, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`, { httpMetadata: { contentType: "application/x-ndjson" } });
  }

  async removed(integration_id: string): Promise<void> {
    await this.write([removal(integration_id)]);
  }
}
