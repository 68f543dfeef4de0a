// Reads specifications such as `429x2,cut@3`, which select faults and the requests that they apply to. types.ts has the grammar.

import type { Fault } from "./faults.ts";
import { FAULTS } from "./faults.ts";
import type { SandboxFaults } from "./types.ts";

/** The specification is invalid. This is an error in a test, not a fault. */
export class BadSpec extends TypeError {}

/** A fault and the requests that it applies to. */
export interface Rule {
  /** The part of the specification that it comes from. */
  text: string;
  name: string;
  argument: string[];
  fault: Fault;
  appliesTo: (request: Request, n: number) => boolean;
}

/** Finds a fault by its name, else by a pattern. */
function faultOf(name: string): Fault | undefined {
  const own: Readonly<Record<string, Fault>> = FAULTS;
  return Object.hasOwn(own, name) ? own[name] : Object.values(own).find(({ match }) => match?.test(name));
}

/**
 * @param spec such as `429x2,odd-record:wrong-type@3,cycle@4+`
 * @throws {BadSpec}
 */
export function parseSpec(spec: unknown): Rule[] {
  if (typeof spec !== "string") throw new BadSpec("faults has to be a text, such as 503x2,cut@3");
  return spec.split(",").map((text) => {
    const parts = /^(.+?)(?:@(\d+)(\+)?)?(?:x(\d+))?$/.exec(text);
    const [name = "", ...argument] = (parts?.[1] ?? "").split(":");
    const fault = faultOf(name);
    if (!parts || !fault) throw new BadSpec(`unknown fault ${JSON.stringify(text)}: one of ${Object.keys(FAULTS).join(", ")}`);
    const [, , at, onwards, times] = parts;
    const problem = problemOf(fault, argument) ?? (Number(at ?? 1) > 0 && Number(times ?? 1) > 0 ? undefined : "numbers after @ and x start at 1");
    if (problem) throw new BadSpec(`the fault ${JSON.stringify(text)}: ${problem}`);
    const first = Number(at ?? 1);
    // Without a number a fault applies to all requests, with `@3` to one, with `x2` or `@3x2` to two.
    const last = times ? first + Number(times) - 1 : at && !onwards ? first : Infinity;
    return { text, name, argument, fault, appliesTo: (_, n) => n >= first && n <= last };
  });
}

function problemOf({ takes = [] }: Fault, argument: string[]): string | undefined {
  if (argument.length > takes.length) return takes.length > 0 ? "too many arguments" : "it has no argument";
  return takes.find(({ accepts, isRequired = false }, n) => (argument[n] === undefined ? isRequired : !accepts(argument[n])))?.wanted;
}

/**
 * A scope counts its own requests. Each `/fault/…` path is a scope; all other requests are one more. So parallel
 * tests do not influence each other.
 */
export class Scope implements SandboxFaults {
  n = 0;
  nexts: string[] = [];
  #rules: Rule[];

  constructor(rules: Rule[] = []) {
    this.#rules = rules;
  }

  /** Adds faults while the sandbox runs. Their request numbers start at the next request. */
  push(...faults: Parameters<SandboxFaults["push"]>) {
    const before = this.n;
    for (const item of faults) {
      const { fault, on } = typeof item === "object" && item !== null ? item : { fault: item, on: undefined };
      const rules = parseSpec(fault);
      if (on !== undefined && typeof on !== "function" && !(Number.isInteger(on) && on > 0))
        throw new BadSpec("on has to be the number of a request, from 1, or a function");
      for (const rule of rules) {
        const appliesTo = typeof on === "function" ? on : typeof on === "number" ? (_: Request, n: number) => n === on : rule.appliesTo;
        this.#rules.push({ ...rule, appliesTo: (request, n) => appliesTo(request, n - before) });
      }
    }
  }

  /** Removes all faults. */
  clear() {
    this.#rules = [];
  }

  /** Counts a request and returns the faults that apply to it. */
  next(request: Request) {
    const n = ++this.n;
    return { n, rules: this.#rules.filter((rule) => rule.appliesTo(request, n)) };
  }

  recordCursor(next: string | null) {
    // The first few are enough to lead a walk in a circle, and a long walk must not use more memory.
    if (next !== null && this.nexts.length < 8) this.nexts.push(next);
  }
}
