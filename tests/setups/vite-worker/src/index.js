import { Kombo } from "kombo-edge";

export default {
  async fetch(_request, env) {
    const kombo = new Kombo({ server_url: `${env.SANDBOX}/v1`, api_key: "sandbox-key", integration_id: "workday:sandbox" });
    const records = [];
    for await (const record of kombo.ats.getCandidates({ page_size: 50 }).items()) records.push(record);
    return Response.json({ records });
  },
};
