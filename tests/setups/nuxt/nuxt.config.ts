export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  nitro: {
    // As Nuxt's own guide for Cloudflare has it.
    cloudflare: { deployConfig: true, nodeCompat: true },
    // Without it, Nitro takes any `.wasm` for JavaScript, and its build for Cloudflare fails with each package that has one.
    experimental: { wasm: true },
  },
});
