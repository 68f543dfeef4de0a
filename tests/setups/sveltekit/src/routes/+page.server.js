import { walk } from "../walk.js";

export const load = async () => ({ text: JSON.stringify({ records: await walk() }) });
