// The bar of a field: how many records fill it, how many of them have an issue in it, and how many of the shown records fill it.

import type { Stat } from "../model/coverage.ts";

export const BAR = 96;

/** A field among the shown records. */
export interface Part {
  readonly filled: number;
  readonly total: number;
}

export function CoverageBar({ stat, total, part }: { stat: Stat; total: number; part: Part | undefined }) {
  const filled = total === 0 ? 0 : Math.max(stat.filled > 0 ? 2 : 0, (BAR * stat.filled) / total);
  const withIssue = stat.withIssue === 0 ? 0 : Math.max(3, (BAR * stat.withIssue) / total);
  const gap = withIssue > 0 ? 1 : 0;
  // Beside the share of the shown records the bar is thinner.
  const height = part ? 4 : 8;
  return (
    <svg class="coverage-bar" width={BAR} height="8" viewBox={`0 0 ${BAR} 8`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="track" width={BAR} height="8" />
      <rect class="filled" width={Math.max(0, filled - withIssue - gap)} height={height} />
      {withIssue > 0 && <rect class="with-issue" x={Math.max(0, filled - withIssue)} width={withIssue} height={height} />}
      {part && part.filled > 0 && <rect class="shown-bar" y="5" width={Math.max(2, (BAR * part.filled) / part.total)} height="3" />}
    </svg>
  );
}
