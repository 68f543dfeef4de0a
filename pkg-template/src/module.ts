// The exports of the WebAssembly module, and the types of its commands and their results. Rust's side is src/js/.

import type { KomboEvent, PageMeta, RecordIssue } from "./types.ts";

/** The exports. All numbers are ids of walks, or addresses and lengths in the module's memory. An address may be negative (i32). */
export interface Exports {
  memory: WebAssembly.Memory;
  open(): number;
  close(walk: number): void;
  reserve(walk: number, length: number): number;
  check(walk: number): number;
  begin(walk: number, pages: number, requests: number, started_ms: number): number;
  resume(walk: number, mono_ms: number, epoch_ms: number, random: number): number;
}

/** A walk in the module: the requests for one page. It is an object, not a number, so a finaliser can observe its collection. */
export interface Walk {
  id: number;
}

/** The result of a command: how it ended, a value, a status and headers. src/lines.rs lists the valid combinations. */
export type Answer = [ended: string, value?: string, status?: number, headers?: string[]];

/** Escapes a text as one line: the module's input is split into lines. */
export const line = (text: unknown): string => `${text}`.replace(/[\\\n]/g, (char) => (char === "\n" ? "\\n" : "\\\\"));

/** The next command, and the events to emit before it. */
export type Turn = { events: KomboEvent[] } & Command;

export type Command =
  | { command: "ask_key"; timeout_ms: number }
  | Send
  | { command: "wait"; ms: number }
  | { command: "take"; has_rows: boolean; at: number; length: number }
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
  /** Fingerprints of the cursor of this page and of the next page's cursor. */
  own_mark: string | null;
  next_mark: string | null;
}

/** The fields of a `KomboError` that the module sets. Texts of the server are in `server`. */
export type ErrorDetails = { kind: string; message: string; server?: Record<string, string> } & Record<string, unknown>;
