// What the D1 store is to miniflare, for the process that runs it and for the one that looks at its rows.

/**
 * @param {{ modules: any[], directory: string }} settings the Worker's modules, those that are no text in base64; where D1 keeps its files
 * @param {Record<string, string>} bindings
 */
export function d1({ modules, directory }, bindings) {
  return {
    host: "127.0.0.1",
    port: 0,
    modules: modules.map((module) => (module.base64 ? { ...module, contents: Buffer.from(module.base64, "base64") } : module)),
    compatibilityDate: "2025-06-01",
    bindings: { ...bindings, KOMBO_API_KEY: "sandbox-key" },
    d1Databases: ["DB"],
    d1Persist: directory,
  };
}
