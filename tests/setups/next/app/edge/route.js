// A route handler on the edge runtime.
import { walk } from "../../walk.js";

export const runtime = "edge";

export async function GET() {
  return Response.json({ records: await walk() });
}
