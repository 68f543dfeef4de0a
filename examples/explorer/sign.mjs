// Prints a signed sign-in link: npm run --silent link -- <address> <integration>[,<integration>…] [seconds]

import { createHmac } from "node:crypto";

const [address, integrations, seconds = "28800"] = process.argv.slice(2);
const secret = process.env.SESSION_SECRET;
if (!secret || !address || !integrations || !URL.canParse(address)) {
  console.error("SESSION_SECRET=… node sign.mjs <address> <integration>[,<integration>…] [seconds]");
  process.exit(2);
}
const expires = Math.floor(Date.now() / 1000) + Number(seconds);
const payload = Buffer.from(JSON.stringify({ integrations: integrations.split(","), expires })).toString("base64url");
const token = `${payload}.${createHmac("sha256", secret).update(payload).digest("base64url")}`;
console.log(new URL(`/sign-in?token=${token}`, address).href);
