import { walk } from "../walk.js";

export const loader = async () => ({ text: JSON.stringify({ records: await walk() }) });

export default function Home({ loaderData }) {
  return <pre>{loaderData.text}</pre>;
}
