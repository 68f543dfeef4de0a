// The sample of the API page, as a user types it.
import { Kombo } from "kombo-edge";

const kombo = new Kombo({ integration_id: "workday:HWUTwvyx2wLoSUHphiWVrp28", api_key: "…" });
const result = await kombo.ats.getCandidates({});
for await (const page of result) console.log(page);

// The same without the first `await`.
for await (const page of kombo.ats.getCandidates({})) console.log(page);

// With the runtime's declarations: its own classes are accepted, not copies of them.
const controller = new AbortController();
const pages = new Kombo({
  server_url: new URL("https://proxy.example.com/kombo"),
  fetch: (url, init) => fetch(url, init),
}).ats.getCandidates({ updated_after: new Date() }, { signal: controller.signal, headers: new Headers({ "x-trace": "1" }) });
new Kombo({ fetch, server_url: "/kombo" });
const { length }: { length: number } = await pages.toArray({ limit: 10 });
export { length };
