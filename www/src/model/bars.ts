// The time of each page as bars. Without enough room, bars become narrower, down to 2 px. Then neighbours are merged into one bar,
// which shows the longest of them.

export interface Timing {
  readonly page: number;
  readonly network: number;
  readonly check: number;
  readonly parse: number;
}

export interface Bar extends Timing {
  /** The last page of a merged bar. */
  readonly to: number;
  readonly x: number;
  readonly width: number;
}

export const total = ({ network, check, parse }: Timing): number => network + check + parse;

const [WIDEST, GAP, THINNEST] = [14, 4, 2];

/** The bars for a width of `room` px. `more` is the number of further bars to leave room for. */
export function bars(timings: readonly Timing[], room: number, more = 0): { readonly bars: readonly Bar[]; readonly step: number; readonly width: number } {
  const wanted = timings.length + more;
  const most = Math.max(1, Math.floor(room / (THINNEST + 1)));
  const merged = Math.ceil(Math.max(1, wanted) / most);
  const step = Math.max(THINNEST + 1, Math.min(WIDEST + GAP, Math.floor(room / Math.max(1, Math.ceil(wanted / merged)))));
  const gap = step >= 8 ? GAP : step >= 5 ? 2 : 1;
  const width = step - gap;
  const groups: Bar[] = [];
  for (let at = 0; at < timings.length; at += merged) {
    const group = timings.slice(at, at + merged);
    const longest = group.reduce((a, b) => (total(b) > total(a) ? b : a));
    groups.push({ ...longest, page: group[0]?.page ?? 0, to: group.at(-1)?.page ?? 0, x: groups.length * step, width });
  }
  return { bars: groups, step, width };
}
