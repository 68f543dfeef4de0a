// A server component.
import { walk } from "../walk.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  return <pre>{JSON.stringify({ records: await walk() })}</pre>;
}
