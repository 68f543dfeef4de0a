// The Worker's variables and secrets.

declare namespace Cloudflare {
  interface Env {
    /** Kombo's base address. */
    KOMBO_URL: string;
    /** From the Secrets page of Kombo's dashboard. */
    KOMBO_API_KEY: string;
    /** The key that signs links and cookies. */
    SESSION_SECRET: string;
  }
}
