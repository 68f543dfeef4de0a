// A connection to Postgres through Hyperdrive, opened on first use. Parallel calls queue, so that each transaction has the
// connection to itself.

import { Client } from "pg";
import { StoreError } from "./failure.ts";

export class Connection {
  #client: Client | null = null;
  #line: Promise<unknown> = Promise.resolve();

  /** @param timeout_ms the longest wait for an answer */
  constructor(
    private readonly url: string,
    private readonly timeout_ms: number,
  ) {}

  /** @throws {StoreError} when the database does not answer */
  run<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    return this.#next(async () => {
      try {
        return await ask((this.#client ??= await this.#connect()));
      } catch (cause) {
        // After any error the state of the connection is unknown, so it is not used again.
        this.#leave();
        if (cause instanceof StoreError) throw cause;
        // Only Postgres's code is logged: its message may contain data of a row.
        console.error(`Postgres: ${(cause as { code?: unknown }).code ?? "no answer"}`);
        throw new StoreError("STORE.UNAVAILABLE", cause);
      }
    });
  }

  transaction<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    return this.run(async (client) => {
      // A statement whose caller has timed out must not keep its locks. Poolers refuse this setting as a connection parameter.
      await client.query(`BEGIN; SET LOCAL statement_timeout = ${this.timeout_ms}`);
      const answer = await ask(client);
      await client.query("COMMIT");
      return answer;
    });
  }

  close(): Promise<void> {
    return this.#next(async () => this.#leave());
  }

  async #connect(): Promise<Client> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: this.timeout_ms, query_timeout: this.timeout_ms });
    // An idle connection that breaks must not end the object.
    client.on("error", () => {
      if (this.#client === client) this.#client = null;
    });
    await client.connect();
    return client;
  }

  /** Closes the connection without waiting: the end of a connection that hangs never comes. */
  #leave(): void {
    void this.#client?.end().catch(() => undefined);
    this.#client = null;
  }

  #next<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#line.then(act, act);
    this.#line = turn.catch(() => undefined);
    return turn;
  }
}
