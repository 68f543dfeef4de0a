// Whether Kombo has refused a cursor. The sync and the command use the same rule.

/** Statuses of an invalid request, for an error without a code. */
export const WRONG_REQUEST = [400, 410, 422];

/**
 * Whether an error of a request with a cursor means that the cursor is refused: it is too old, or of other filters. Only Kombo's own
 * errors count. A gateway or a firewall answers with the same statuses and knows nothing of cursors.
 */
export function isRefusedCursor({ kind, code, status }: { kind: string; code: string | null; status: number | null }): boolean {
  if (kind !== "api") return false;
  return code === null ? WRONG_REQUEST.includes(status ?? 0) : code === "PLATFORM.INPUT_INVALID" || code.includes("CURSOR");
}
