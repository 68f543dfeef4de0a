// The error codes of the contract, and the envelope of an error.
// Each message contains an invented person's name and address, as real messages may. A test finds a client that
// logs messages by searching for PLANTED.

/** Personal data that must never be in a log. */
export const PLANTED = "Jane Roe <jane.roe@example.com>";

/** The status and the title of each code. Clients must decide by the code, because the contract does not define the statuses. */
export const ERRORS: Readonly<Record<string, { status: number; title: string }>> = {
  "PLATFORM.RATE_LIMIT_EXCEEDED": { status: 429, title: "Too many requests in a short time" },
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": { status: 429, title: "Too many requests at once" },
  "PLATFORM.INTEGRATION_NOT_FOUND": { status: 404, title: "No such integration" },
  "PLATFORM.INPUT_INVALID": { status: 400, title: "The request is malformed" },
  "PLATFORM.UNKNOWN_ERROR": { status: 500, title: "Something broke on our side" },
  "PLATFORM.IP_NOT_WHITELISTED": { status: 403, title: "Your address is not on the list" },
  "PLATFORM.AUTHENTICATION_INVALID": { status: 401, title: "The API key is not valid" },
  "PLATFORM.TASK_TIMED_OUT": { status: 504, title: "The task took too long" },
  "INTEGRATION.PERMISSION_MISSING": { status: 403, title: "The connected account lacks a permission" },
  "INTEGRATION.AUTHENTICATION_INVALID": { status: 401, title: "The connected account has to sign in again" },
  "INTEGRATION.QA_FAILED": { status: 409, title: "The integration failed its checks" },
  "INTEGRATION.SETUP_SYNC_PENDING": { status: 409, title: "The first sync is still running" },
  "INTEGRATION.SETUP_INCOMPLETE": { status: 409, title: "The set-up was not finished" },
  "INTEGRATION.INACTIVE": { status: 409, title: "The integration is switched off" },
  "INTEGRATION.MODEL_NOT_AVAILABLE": { status: 400, title: "This connector has no such model" },
  "INTEGRATION.MODEL_DISABLED": { status: 403, title: "The model is switched off for this integration" },
  "INTEGRATION.ACTION_NOT_AVAILABLE": { status: 400, title: "This connector has no such action" },
  "INTEGRATION.ACTION_DISABLED": { status: 403, title: "The action is switched off for this integration" },
  "REMOTE.SERVICE_UNAVAILABLE": { status: 503, title: "The remote system is down" },
  "REMOTE.RATE_LIMIT_EXCEEDED": { status: 429, title: "The remote system asked us to slow down" },
  "REMOTE.INPUT_INVALID": { status: 400, title: "The remote system refused the input" },
  "REMOTE.UNKNOWN_HTTP_ERROR": { status: 502, title: "The remote system answered with something unexpected" },
  "ATS.JOB_CLOSED": { status: 409, title: "The job takes no more applications" },
  "ATS.APPLICATION_ALREADY_EXISTS": { status: 409, title: "This person has applied already" },
};

/** The content of an error response. */
export interface Refusal {
  code: string | null;
  status: number;
  title: string | null;
  message: string;
  log_url: string | null;
}

/**
 * @param code a code of the contract, an unknown code, or null for an error with a message alone
 * @param detail the part of the message that describes this failure
 * @param status instead of the code's own
 */
export function refusal(code: string | null, detail?: string, status?: number): Refusal {
  const usual = code === null ? undefined : ERRORS[code];
  return {
    code,
    status: status ?? usual?.status ?? 400,
    title: code === null ? null : (usual?.title ?? "An error that is newer than the client"),
    message: `${code ?? "Error"}: ${detail ?? usual?.title ?? "Something failed"}. (The sandbox names a made-up person in each message, as Kombo may name people: ${PLANTED})`,
    log_url: code === null ? null : "https://app.kombo.example/logs?interactionId=4711",
  };
}

/** The body of an error response. */
export function envelope({ code, title, message, log_url }: Refusal) {
  return { status: "error", error: { code, title, message, log_url } };
}
