// What the WebAssembly module exports and says; src/js/ is the other side.

import type { KomboEvent, PageMeta, RecordIssue } from "./types.ts";

/** The exports. Numbers are walks, and addresses and lengths in the module's memory; an address may come as a negative one. */
export interface Exports {
  memory: WebAssembly.Memory;
  open(): number;
  close(walk: number): void;
  reserve(walk: number, length: number): number;
  check(walk: number): number;
  begin(walk: number, pages: number, requests: number, started_ms: number): number;
  resume(walk: number, mono_ms: number, epoch_ms: number, random: number): number;
}

/** The way to one page. An object, and not its number alone, so that the garbage collector can tell when nobody has it any more. */
export interface Walk {
  id: number;
}

/** How a command ended, a value, a status and headers; src/lines.rs says which go together. */
export type Answer = [ended: string, value?: string, status?: number, headers?: string[]];

/** A text as a line: the module reads lines. */
export const line = (text: unknown): string => `${text}`.replace(/[\\\n]/g, (char) => (char === "\n" ? "\\n" : "\\\\"));

/** What to do next, and the events to emit before it. */
export type Turn = { events: KomboEvent[] } & Command;

export type Command =
  | { command: "ask_key"; timeout_ms: number }
  | Send
  | { command: "wait"; ms: number }
  | { command: "take"; at: number; length: number }
  | End
  | { command: "none" };

export interface Send {
  command: "send";
  url: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  timeout_ms: number;
  max_bytes: number;
  max_error_bytes: number;
}

export interface End {
  command: "end";
  requests: number;
  page: PageData | null;
  stopped: "max_pages" | "max_requests" | "deadline" | null;
  error: ErrorDetails | null;
}

export interface PageData {
  cursor: string | null;
  issues: RecordIssue[];
  meta: PageMeta;
  /** Fingerprints of the cursor that led here, and of the one that leads on. */
  own_mark: string | null;
  next_mark: string | null;
}

/** The fields of a `KomboError` that the module sets; the server's own words are in `server`. */
export type ErrorDetails = { kind: string; message: string; server?: Record<string, string> } & Record<string, unknown>;
