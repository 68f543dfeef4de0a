// The sample of Kombo's API page, as the product promises to run it. Only the import differs from Kombo's own.

export const SAMPLE = `import { Kombo } from "kombo-edge";

const kombo = new Kombo({ integration_id: "workday:HWUTwvyx2wLoSUHphiWVrp28", api_key: "…" });
const result = await kombo.ats.getCandidates({});
for await (const page of result) console.log(page);
`;

export const INTEGRATION = "workday:HWUTwvyx2wLoSUHphiWVrp28";
export const KEY = "sandbox-key";

/** The sample with a working key and more options. @param {Record<string, unknown>} options */
export function sample(options) {
  const more = Object.entries(options).map(([name, value]) => `, ${name}: ${JSON.stringify(value)}`);
  const filled = SAMPLE.replace('"…"', JSON.stringify(KEY)).replace(" });", `${more.join("")} });`);
  if (filled === SAMPLE) throw new Error("the sample has changed its form");
  return filled;
}

/** The sample's import, and the rest, which some tests put inside a function. @param {string} text */
export function split(text) {
  const [line, ...rest] = text.split("\n");
  return { line, body: rest.join("\n") };
}
