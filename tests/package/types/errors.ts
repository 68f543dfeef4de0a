// `KomboError` is a union by `kind`, and also a class for `instanceof`.
import type { KomboApiError, KomboErrorCode, KomboErrorKind, RecordIssue } from "kombo-edge";
import { isKomboError, KomboError } from "kombo-edge";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};

same<KomboError["kind"], KomboErrorKind>();
same<Extract<KomboError, { kind: "api" }>, KomboApiError>();

/** Handles every kind, so the type at the end is never. */
export function described(error: KomboError): string {
  switch (error.kind) {
    case "api":
      same<typeof error.status, number>();
      same<typeof error.code, KomboErrorCode | null>();
      return `${error.status} ${error.code}`;
    case "http":
      same<typeof error.status, number>();
      same<typeof error.code, null>();
      return error.status.toFixed();
    case "input":
      same<typeof error.retryable, false>();
      same<typeof error.status, null>();
      return error.message;
    case "decode":
      same<typeof error.issues, RecordIssue[]>();
      // @ts-expect-error a network error may have no status
      return error.status.toFixed();
    case "network":
    case "timeout":
      same<typeof error.status, number | null>();
      return `${error.retry_after_ms}`;
    case "deadline":
    case "pagination":
      same<typeof error.status, null>();
      return error.cursor ?? "the start";
    case "internal":
      return String(error.cause);
    default:
      same<typeof error, never>();
      return error;
  }
}

export function caught(error: unknown): KomboErrorCode | null {
  if (error instanceof KomboError) {
    same<typeof error, KomboError>();
    const plain: Error = error;
    void plain.stack;
    if (error.kind === "api") return error.code;
  }
  if (isKomboError(error) && error.kind === "http") same<typeof error.status, number>();
  if (error instanceof Error && error instanceof KomboError) return error.code;
  return null;
}

export const code: KomboErrorCode = "A.CODE_OF_NEXT_YEAR";
export const isClass = (value: Function): boolean => value === KomboError && KomboError.name === "KomboError";
// @ts-expect-error the constructor is not public
new KomboError({ kind: "input", message: "" });
// @ts-expect-error the class cannot be extended
export class Own extends KomboError {}
