// The D1 store's settings for miniflare, for the process that runs it and for the process that reads its rows.

/**
 * @param {{ modules: any[], directory: string }} settings the Worker's modules, binary ones in base64; the directory of D1's files
 * @param {Record<string, string>} bindings
 */
export function d1({ modules, directory }, bindings) {
  return {
    host: "127.0.0.1",
    port: 0,
    modules: modules.map((module) => (module.base64 ? { ...module, contents: Buffer.from(module.base64, "base64") } : module)),
    compatibilityDate: "2025-06-01",
    bindings,
    d1Databases: ["DB"],
    d1Persist: directory,
  };
}
