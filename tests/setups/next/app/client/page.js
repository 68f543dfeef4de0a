// A client component that uses the proxy.
"use client";
import { Kombo } from "kombo-edge";
import { useEffect } from "react";

export default function Page() {
  useEffect(() => {
    const kombo = new Kombo({ server_url: "/" });
    const records = [];
    const walk = async () => {
      for await (const record of kombo.ats.getCandidates({ page_size: 50 }).items()) records.push(record);
      return { records };
    };
    walk()
      .catch((error) => ({ error: String(error), cause: String(error.cause) }))
      .then((end) => window.report(JSON.stringify(end)));
  }, []);
  return <p>walking</p>;
}
