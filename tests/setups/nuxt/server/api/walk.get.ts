import { Kombo } from "kombo-edge";

export default defineEventHandler(async () => {
  const server_url = `${process.env.SANDBOX}/v1`;
  const kombo = new Kombo({ server_url, api_key: "sandbox-key", integration_id: "workday:sandbox" });
  const records = [];
  for await (const record of kombo.ats.getCandidates({ page_size: 50 }).items()) records.push(record);
  return { records };
});
