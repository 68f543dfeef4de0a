// Starts the page.

import { render } from "preact";
import { readAddress } from "./state/actions.ts";
import { followWindow } from "./state/appearance.ts";
import { showDemo } from "./state/demo.ts";
import { startClock } from "./state/drawing.ts";
import { followKeys } from "./state/keys.ts";
import { setting } from "./state/remembered.ts";
import { followView } from "./state/rows.ts";
import { loadSession } from "./state/session.ts";
import { singleKeys } from "./state/store.ts";
import { App } from "./view/app.tsx";

singleKeys.value = setting<boolean>("keys") ?? true;
followWindow();
followKeys();
startClock();
const root = document.querySelector("#app");
if (root) render(<App />, root);
await loadSession();
readAddress();
followView();
addEventListener("popstate", readAddress);
await showDemo();
