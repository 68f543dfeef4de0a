// Signs a token: SESSION_SECRET=… node sign.mjs <integration> [seconds]

import { createHmac } from "node:crypto";

const [integration_id, seconds = "3600"] = process.argv.slice(2);
const secret = process.env.SESSION_SECRET;
if (!secret || !integration_id) {
  console.error("SESSION_SECRET=… node sign.mjs <integration> [seconds]");
  process.exit(2);
}
const expires = Math.floor(Date.now() / 1000) + Number(seconds);
const payload = Buffer.from(JSON.stringify({ integration_id, expires })).toString("base64url");
console.log(`${payload}.${createHmac("sha256", secret).update(payload).digest("base64url")}`);
