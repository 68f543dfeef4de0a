// What the arguments of the faults may be. spec.ts checks them when it reads a specification.

export interface Parameter {
  /** Its name in the documentation, and what it has to be. */
  wanted: string;
  accepts: (text: string) => boolean;
  isRequired?: boolean;
}

/** The least and the most are included. */
export const whole = (name: string, least: number, most: number): Parameter => ({
  wanted: `${name} has to be a whole number from ${least} to ${most}`,
  accepts: (text) => /^-?\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most,
});

export const fraction: Parameter = {
  wanted: "FRACTION has to be a number from 0 to 1, such as 0.5",
  accepts: (text) => /^\d?\.?\d+$/.test(text) && Number(text) <= 1,
};

export const text = (name: string): Parameter => ({ wanted: `${name} has to be a text that is not empty`, accepts: (text) => text !== "" });

/** A name of the table. */
export const kind = (table: object): Parameter => ({
  wanted: `KIND has to be one of ${Object.keys(table).join(", ")}`,
  accepts: (text) => Object.hasOwn(table, text),
  isRequired: true,
});
