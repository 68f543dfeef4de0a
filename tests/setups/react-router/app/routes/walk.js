import { walk } from "../walk.js";

export const loader = async () => Response.json({ records: await walk() });
