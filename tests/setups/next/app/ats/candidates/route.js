// The proxy as a route handler, made when the module is loaded: while the project is built, too.
import { createProxy } from "kombo-edge/proxy";

export const GET = createProxy({
  api_key: "sandbox-key",
  server_url: `${process.env.SANDBOX}/v1`,
  allowed_origins: [process.env.ORIGIN],
  authorize: () => ({ integration_id: "workday:sandbox" }),
});
