// Loads the session from the Worker: whether the user is signed in, and the user's integrations.

import { type Session, session } from "./store.ts";

export async function loadSession(): Promise<void> {
  try {
    const response = await fetch("./session", { headers: { accept: "application/json" } });
    if (response.status === 401 || response.status === 403) session.value = { at: "out" };
    else if (!response.ok) session.value = { at: "failed" };
    else {
      const body = (await response.json()) as Session;
      session.value = body.integrations.length === 0 ? { at: "out" } : { at: "in", ...body };
    }
  } catch {
    session.value = { at: "failed" };
  }
}
