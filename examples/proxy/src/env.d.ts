// The Worker's variables and secrets, as `wrangler types` would declare them.

declare namespace Cloudflare {
  interface Env {
    /** Secret: Kombo's API key. */
    KOMBO_API_KEY: string;
    /** Secret: your backend signs its tokens with it. */
    SESSION_SECRET: string;
    /** Kombo's base URL, by region. */
    KOMBO_URL: string;
    /** The origins of the pages that may use the proxy, separated by spaces. */
    ALLOWED_ORIGINS: string;
  }
}
