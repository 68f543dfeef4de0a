// The page's icons: strokes on 16 × 16, in the colour of the text beside them.

const PATHS = {
  back: "M10 3 5 8l5 5",
  chevronDown: "m4 6 4 4 4-4",
  chevronRight: "m6 4 4 4-4 4",
  circleAlert: "M8 1.8a6.2 6.2 0 0 1 0 12.400a6.2 6.2 0 0 1 0-12.400M8 4.8v4M8 11v.2",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5v3l2 1.5",
  close: "m4.5 4.5 7 7m0-7-7 7",
  code: "m5 5-3 3 3 3m6-6 3 3-3 3M9.3 3.5l-2.6 9",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  dots: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  down: "M8 3v10m-4-4 4 4 4-4",
  download: "M8 2.5v7m-3-3 3 3 3-3M2.5 11v2.5h11V11",
  filters: "M2.5 4.5h11M4.5 8h7M6.5 11.5h3",
  flask: "M6 2.5h4M6.7 2.5v4L3 12.6c-.3.5 0 .9.5.9h9c.5 0 .8-.4.5-.9L9.3 6.5v-4M5 10h6",
  help: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M6.3 6.3c.2-1 .9-1.5 1.8-1.5 1 0 1.8.7 1.8 1.6 0 1.3-1.9 1.4-1.9 2.7M8 11.2v.1",
  link: "M7 9a2.6 2.6 0 0 0 3.7 0l2-2A2.6 2.6 0 0 0 9 3.300l-.7.7M9 7a2.6 2.6 0 0 0-3.7 0l-2 2A2.6 2.6 0 0 0 7 12.700l.7-.7",
  list: "M2.5 4.500h11M2.5 8h11M2.5 11.500h11",
  lock: "M4 7.500h8v6H4zM5.5 7.500V5a2.5 2.5 0 0 1 5 0v2.5",
  moon: "M13 9.500A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5",
  play: "M5 3.500v9l7-4.500z",
  plus: "M8 2.500a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5.500v5M5.5 8h5",
  search: "M7 2.500a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9m3.3 7.8 3.2 3.2",
  stop: "M4 4h8v8H4z",
  sun: "M8 5.300a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.400M8 1.500v1.200M8 13.300v1.200M1.5 8h1.200M13.3 8h1.200M3.4 3.400l.9.9M11.7 11.700l.9.9M12.6 3.400l-.9.9M4.3 11.700l-.9.9",
  up: "M8 13V3M4 7l4-4 4 4",
  warning: "M8 2.5 1.8 13.300h12.400zM8 6.500v3.200M8 11.500v.1",
  window: "M2.5 3h11v10h-11zM2.5 6h11",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <rect class="logo" width="20" height="20" rx="5" />
      <path class="logo-mark" d="M6.5 5v10M13.5 5 8.5 10l5 5" />
    </svg>
  );
}
