import { walk } from "./walk.js";

export const config = { matcher: "/middleware" };

export async function middleware() {
  return Response.json({ records: await walk() });
}
