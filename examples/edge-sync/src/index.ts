// Keeps D1 up to date with Kombo's candidates: a cron trigger puts integrations into a queue, consumers sync them, and
// Kombo's webhook asks for one that has changed.

import { consume, giveUp } from "./consume";
import type { Env, Message } from "./env";
import { enqueueDue } from "./enqueue";
import { status } from "./status";
import { webhook } from "./webhook";

export default {
  async scheduled(_event: unknown, env: Env): Promise<void> {
    await enqueueDue(env);
  },

  async queue(batch: { queue: string; messages: readonly Message[] }, env: Env): Promise<void> {
    for (const message of batch.messages) {
      await (batch.queue.endsWith("-dead") ? giveUp(message, env) : consume(message, env));
    }
  },

  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (request.method === "POST" && pathname === "/webhook") return webhook(request, env);
    if (request.method === "GET" && pathname === "/status") return status(request, env);
    return new Response("not found\n", { status: 404 });
  },
};
