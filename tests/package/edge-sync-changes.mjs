// Shared by the tests of examples/edge-sync: a fresh start, and changes of Kombo's answers.

import { ID } from "./edge-syncs.mjs";

/** Removes an integration, adds it again, and waits for the end of its first run. */
export async function startOver(one, id = ID) {
  one.onRequest(undefined);
  await one.api("DELETE", one.path(id));
  await one.add(id);
  return one.rest(id);
}

/** The same page with changed records, and another cursor if it is given. @param {(results: any[]) => any[]} change */
export async function changed(answer, change, next = undefined) {
  const page = await answer.json();
  page.data.results = change(page.data.results);
  if (next !== undefined) page.data.next = next;
  return Response.json(page);
}

/** A handler for `onRequest` that leaves these candidates out of every answer, as if they had never existed. */
export const hide =
  (one, ids, also = async (_, answer) => answer) =>
  async (request) => {
    const answer = await one.sandbox.fetch(request);
    return answer.status === 200 ? also(request, await changed(answer, (results) => results.filter(({ id }) => !ids.has(id)))) : answer;
  };

/** The ids of the candidates that are not deleted. */
export const alive = (one, id = ID) =>
  one
    .truth(id)
    .filter(({ deleted_at }) => deleted_at === null)
    .map((row) => row.id);
