// A route handler.
import { walk } from "../../walk.js";

export const dynamic = "force-dynamic";

export async function GET() {
  return Response.json({ records: await walk() });
}
