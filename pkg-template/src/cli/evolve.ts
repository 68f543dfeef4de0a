// `sandbox --evolve`: the data of a served sandbox changes step by step, so that a sync against it has work to do.

import type { Sandbox } from "../testing/types.ts";

/** The number of steps between the creation of a candidate and what happens to it. */
const LIFE = { changed: 1, deleted: 3, forgotten: 6 };

/**
 * Returns a function that takes one step and describes it in a line. A step advances the sandbox's time. In each integration it
 * creates a candidate and changes, deletes and forgets those of earlier steps. What was there before the first step never changes.
 */
export function evolution(sandbox: Sandbox, step_ms: number): () => string {
  const people = sandbox.integrations.map((id) => ({ of: sandbox.of(id), made: [] as string[] }));
  return () => {
    sandbox.advance(step_ms);
    const done = { created: 0, changed: 0, deleted: 0, forgotten: 0 };
    for (const { of, made } of people) {
      made.push(of.create());
      done.created += 1;
      const act = (what: keyof typeof LIFE, change: (id: string) => void) => {
        const id = made[made.length - 1 - LIFE[what]];
        if (id === undefined) return;
        change(id);
        done[what] += 1;
      };
      act("changed", (id) => of.update(id, { title: `Changed at ${new Date(sandbox.now).toISOString()}` }));
      act("deleted", (id) => of.delete(id));
      act("forgotten", (id) => of.forget(id));
      if (made.length > LIFE.forgotten) made.shift();
    }
    const counts = Object.entries(done).map(([what, count]) => `${count} ${what}`);
    return `${new Date(sandbox.now).toISOString()}: ${counts.join(", ")}`;
  };
}
