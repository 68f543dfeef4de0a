// The page's tests once more, in Firefox.

process.env.KOMBO_EDGE_BROWSER = "firefox";
for (const name of ["actions", "charts", "links", "keys", "trouble", "room", "states"]) await import(`../package/explorer-${name}.test.mjs`);
