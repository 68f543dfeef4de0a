// The page's tests once more, in Firefox.

process.env.KOMBO_EDGE_BROWSER = "firefox";
for (const name of ["page", "page-links", "page-keys", "page-trouble", "page-room", "page-states"]) await import(`../package/${name}.test.mjs`);
