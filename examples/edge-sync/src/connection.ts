// A connection to Postgres through Hyperdrive, opened when it is needed. What is asked at the same time waits in a line: a
// transaction has the connection for itself.

import { Client } from "pg";
import { StoreError } from "./failure.ts";

export class Connection {
  #client: Client | null = null;
  #line: Promise<unknown> = Promise.resolve();

  /** @param timeout_ms an answer that takes longer is taken for none */
  constructor(
    private readonly url: string,
    private readonly timeout_ms: number,
  ) {}

  /** @throws {StoreError} when the database cannot be asked */
  run<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    return this.#next(async () => {
      try {
        return await ask((this.#client ??= await this.#connect()));
      } catch (cause) {
        // Whatever it was, a connection in an unknown state is not used again.
        this.#leave();
        if (cause instanceof StoreError) throw cause;
        // Postgres's code alone: its text may hold what is in a row.
        console.error(`Postgres: ${(cause as { code?: unknown }).code ?? "no answer"}`);
        throw new StoreError("STORE.UNAVAILABLE", cause);
      }
    });
  }

  transaction<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    return this.run(async (client) => {
      // What nobody waits for any more must not hold its locks. Poolers refuse this as a parameter of the connection.
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
    // One that breaks while nobody asks must not end the object.
    client.on("error", () => {
      if (this.#client === client) this.#client = null;
    });
    await client.connect();
    return client;
  }

  /** Nobody waits for its end: that of a connection that hangs never comes. */
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
