// A server action that a form sends without a script.
import { redirect } from "next/navigation";
import { walk } from "../../walk.js";

async function act() {
  "use server";
  const records = await walk();
  redirect(`/walked?records=${records.length}&last=${records.at(-1).id}`);
}

export default function Page() {
  return (
    <form action={act}>
      <button>walk</button>
    </form>
  );
}
