// Times in UTC: the presets of `updated_after`, a month's calendar, and ages.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The presets of `updated_after`. The address holds a preset's id, which stays relative, or an exact time in ISO form. */
export const PRESETS: readonly { readonly id: string; readonly label: string; readonly ms?: number }[] = [
  { id: "", label: "Any time" },
  { id: "-1h", label: "Last hour", ms: HOUR },
  { id: "-24h", label: "Last 24 hours", ms: DAY },
  { id: "-7d", label: "Last 7 days", ms: 7 * DAY },
  { id: "-30d", label: "Last 30 days", ms: 30 * DAY },
  { id: "last", label: "My last walk" },
];

/** The time to send, or null for none. `last` is when the last walk started. */
export function resolve(value: string, now: number, last: number | null): string | null {
  if (value === "") return null;
  const preset = PRESETS.find(({ id }) => id === value);
  if (preset?.ms !== undefined) return new Date(now - preset.ms).toISOString();
  if (preset) return last === null ? null : new Date(last).toISOString();
  return value;
}

/** The text of a pill: `last 7 days`, `1 Nov 2026, 14:02`. */
export function presetLabel(value: string): string {
  const preset = PRESETS.find(({ id }) => id === value);
  return preset ? preset.label.toLowerCase() : dateTime(value);
}

/** Parses a typed time into ISO form. Returns null when it is invalid. */
export function exact(text: string): string | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,3})?)?Z?)?$/.exec(text.trim());
  if (!found) return null;
  const [year, month, day, hour, minute, second, part] = found.slice(1).map((digits) => Number(digits ?? 0));
  const time = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second, Math.round(1000 * (part ?? 0))));
  const isReal = time.getUTCMonth() === (month ?? 0) - 1 && time.getUTCDate() === day && time.getUTCHours() === hour && time.getUTCMinutes() === minute;
  return isReal ? time.toISOString() : null;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const short = (month: number): string => (MONTHS[month] ?? "").slice(0, 3);
const two = (number: number): string => String(number).padStart(2, "0");

export const monthName = (year: number, month: number): string => `${MONTHS[month]} ${year}`;

/** The days of a month in whole weeks, from Monday. */
export function monthDays(year: number, month: number): { readonly time: number; readonly day: number; readonly inside: boolean }[] {
  const first = new Date(Date.UTC(year, month, 1));
  const lead = (first.getUTCDay() + 6) % 7;
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Array.from({ length: Math.ceil((lead + days) / 7) * 7 }, (_, n) => {
    const time = Date.UTC(year, month, 1 + n - lead);
    return { time, day: new Date(time).getUTCDate(), inside: new Date(time).getUTCMonth() === month };
  });
}

/** `25 Nov 2026`; the text itself when it is not a date. */
export function day(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : `${time.getUTCDate()} ${short(time.getUTCMonth())} ${time.getUTCFullYear()}`;
}

/** `25 Nov 2026, 11:02`. */
export function dateTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : `${day(text)}, ${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
}

/** The local time of day: `14:02:16`. */
export function clock(time: number): string {
  const at = new Date(time);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The age: `4 min`, `3 h`, `5 d`; after 30 days, the date. */
export function age(text: string, now: number): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return text;
  const passed = now - time;
  if (passed < 0) return day(text);
  if (passed < 60_000) return "now";
  if (passed < HOUR) return `${Math.floor(passed / 60_000)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  return passed < 30 * DAY ? `${Math.floor(passed / DAY)} d` : day(text);
}
