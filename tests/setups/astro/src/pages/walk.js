import { walk } from "../walk.js";

export const GET = async () => Response.json({ records: await walk() });
