// An outcome as a shape, because not everyone can distinguish colours.

import type { Outcome } from "../model/record.ts";

const SHAPES: { readonly [outcome in Outcome]: string } = {
  pending: "M5 1.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4",
  hired: "M5 1.3a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4",
  declined: "m2 2 6 6m0-6-6 6",
  none: "M2 5h6",
  other: "M2 2h6v6H2z",
};

export function OutcomeShape({ outcome, size = 10 }: { outcome: Outcome; size?: number }) {
  return (
    <svg class={`outcome ${outcome}`} width={size} height={size} viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      <path d={SHAPES[outcome]} />
    </svg>
  );
}
