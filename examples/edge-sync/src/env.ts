// What the Worker is given: bindings and variables of wrangler.jsonc, and the secrets.

export interface Env {
  DB: Database;
  QUEUE: Queue;
  KOMBO_API_KEY: string;
  WEBHOOK_SECRET: string;
  STATUS_SECRET: string;
  MAX_PAGES: number;
  MAX_REQUESTS: number;
  MAX_MS: number;
  LEASE_MS: number;
}

/** What is in a message: which integration to sync. Everything else is in the database. */
export interface Job {
  integration_id: string;
}

// The parts of Cloudflare's types that are used here; `wrangler types` writes all of them.
export interface Database {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown[]>;
}
export interface Statement {
  bind(...values: (string | number | null)[]): Statement;
  first<Row>(): Promise<Row | null>;
  all<Row>(): Promise<{ results: Row[] }>;
  run(): Promise<unknown>;
}
export interface Queue {
  sendBatch(messages: { body: Job }[]): Promise<unknown>;
}
export interface Message {
  body: Job;
  attempts: number;
  ack(): void;
  retry(options?: { delaySeconds?: number }): void;
}
