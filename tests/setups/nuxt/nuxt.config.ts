export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  nitro: {
    // As in Nuxt's own guide for Cloudflare.
    cloudflare: { deployConfig: true, nodeCompat: true },
    // Without it, Nitro parses every `.wasm` as JavaScript, and its build for Cloudflare fails with every package that has one.
    experimental: { wasm: true },
  },
});
