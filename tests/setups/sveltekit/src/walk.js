import { Kombo } from "kombo-edge";

/** All records of the sandbox. */
export async function walk() {
  const kombo = new Kombo({ server_url: `${process.env.SANDBOX}/v1`, api_key: "sandbox-key", integration_id: "workday:sandbox" });
  const records = [];
  for await (const record of kombo.ats.getCandidates({ page_size: 50 }).items()) records.push(record);
  return records;
}
