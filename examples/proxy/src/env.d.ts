// The Worker's variables and secrets, as `wrangler types` would declare them.

declare namespace Cloudflare {
  interface Env {
    /** Secret: Kombo's API key. */
    KOMBO_API_KEY: string;
    /** Secret: what your backend signs its tokens with. */
    SESSION_SECRET: string;
    /** Kombo's base, by its region. */
    KOMBO_URL: string;
    /** The pages that may ask, apart by blanks. */
    ALLOWED_ORIGINS: string;
  }
}
