// Who is signed in: what the Worker says of this visitor.

import { type Session, session } from "./store.ts";

export async function askSession(): Promise<void> {
  try {
    const answer = await fetch("./session", { headers: { accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) session.value = { at: "out" };
    else if (!answer.ok) session.value = { at: "failed" };
    else {
      const said = (await answer.json()) as Session;
      session.value = said.integrations.length === 0 ? { at: "out" } : { at: "in", ...said };
    }
  } catch {
    session.value = { at: "failed" };
  }
}
