// The page's theme and its size class.

import { saveSetting, setting } from "./remembered.ts";
import { type Size, size, theme } from "./store.ts";

const WIDTHS: readonly [query: string, size: Size][] = [
  ["(width >= 1200px)", "wide"],
  ["(width >= 900px)", "middle"],
  ["(width >= 600px)", "small"],
];

export function setTheme(to: "light" | "dark"): void {
  theme.value = to;
  saveSetting("theme", to);
  show();
}

function show(): void {
  if (theme.value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
}

/** Applies the stored theme, and updates the size class with the window. */
export function followWindow(): void {
  const chosen = setting<string>("theme");
  if (chosen === "light" || chosen === "dark") theme.value = chosen;
  show();
  const measure = () => {
    size.value = WIDTHS.find(([query]) => matchMedia(query).matches)?.[1] ?? "phone";
  };
  for (const [query] of WIDTHS) matchMedia(query).addEventListener("change", measure);
  measure();
}
