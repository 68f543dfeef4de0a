// Parsers for the values of the command's own flags.

import { InvalidArgumentError } from "commander";

const invalid = (what: string) => new InvalidArgumentError(`Give ${what}.`);

export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^-?\d{1,10}$/.test(text) || number < least || number > most) throw invalid(`a whole number from ${least} to ${most}`);
    return number;
  };

export const list =
  (what: string) =>
  (text: string): string[] => {
    const words = text.split(",");
    if (words.includes("")) throw invalid(`${what} with commas between them, none of them empty`);
    return words;
  };

const TIME = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/;

/** Parses a date in UTC. Refuses a day that does not exist, which `Date` would turn into another day. */
export function time(text: string): Date {
  const [, day] = TIME.exec(text) ?? [];
  const date = new Date(day === undefined ? NaN : text);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(String(day)))
    throw invalid("a day that exists, such as 2026-01-31, or a time in UTC, such as 2026-01-31T08:00:00Z");
  return date;
}
