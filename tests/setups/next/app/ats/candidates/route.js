// The proxy as a route handler, made when the module is loaded, which also happens during the build.
import { createProxy } from "kombo-edge/proxy";

export const GET = createProxy({
  api_key: "sandbox-key",
  server_url: `${process.env.SANDBOX}/v1`,
  allowed_origins: [process.env.ORIGIN],
  authorize: () => ({ integration_id: "workday:sandbox" }),
});
