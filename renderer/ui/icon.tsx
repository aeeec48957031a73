// The icons, drawn on a 16 px grid with one stroke.

const PATHS = {
  library: 'M2.5 3.5h11M2.5 8h11M2.5 12.5h7',
  case: 'M2.5 2.5h11v11h-11zM5 11c0-3 1.3-4.5 3-4.5s3 1.5 3 4.5M8 6.5v-4',
  train: 'M2 2v12h12M4.5 11.5c1.5-5 3-6.5 4.5-6.5s2 2 5-2',
  pause: 'M5 3v10M11 3v10',
  log: 'M2.5 4h11M2.5 8h7M2.5 12h9',
  reports: 'M4 1.8h5.5L12.5 5v9.2h-8.5zM9.3 2v3.2h3M6 8h4.5M6 10.7h4.5',
  settings:
    'M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M3.4 12.6l1.4-1.4M11.2 4.8l1.4-1.4',
  lock: 'M3.5 7.2h9v6.6h-9zM5.3 7.2V5a2.7 2.7 0 0 1 5.4 0v2.2',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  warning: 'M8 2.2l6.2 11.3H1.8zM8 6.5v3.3M8 11.6v.3',
  window: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 1.8v12.4M8 5h4.6M8 8h6M8 11h4.8',
  zoom: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2M5 7h4M7 5v4',
  pan: 'M8 1.5v13M1.5 8h13M6 3.5l2-2 2 2M6 12.5l2 2 2-2M3.5 6l-2 2 2 2M12.5 6l2 2-2 2',
  magnifier: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2M5.2 8.2 7 5.6l1.8 2.6',
  actual: 'M3 4.2 4.5 3v10M11.5 4.2 13 3v10M8.2 6v.1M8.2 10v.1',
  rotate: 'M12.8 8.2a5 5 0 1 1-1.6-3.8M11.5 1.8v3h-3',
  flip: 'M8 1.5v13M6 4 2 12h4zM10 4l4 8h-4z',
  equalise: 'M2 14V9h2.5v5M6.7 14V4h2.6v10M11.5 14V7H14v7',
  preset: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5 8h6M8 5v6',
  ruler: 'M1.8 11.2 11.2 1.8l3 3-9.4 9.4zM4.3 8.7l1.4 1.4M6.8 6.2l1.8 1.8M9.3 3.7l1.4 1.4',
  angle: 'M13.5 13H2.5L10 3M6.8 13a4.5 4.5 0 0 0-1.7-3.4',
  circle: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7v2M7 8h2',
  'joint-space': 'M2.5 5.5C5 2.5 11 2.5 13.5 5.5M3.5 12.5c2-3.2 7-3.2 9 0M8 4v6M6.8 5 8 3.6 9.2 5M6.8 9 8 10.4 9.2 9',
  beside: 'M2 3h5v10H2zM9 3h5v10H9zM11.5 6v2.2l1.2.8',
  sides: 'M2 3h5v10H2zM9 3h5v10H9zM3.6 6.2v3.6h1.8M10.6 9.8V6.2h1.2a1 1 0 0 1 0 2h-1.2',
  models: 'M2 3h5v10H2zM9 3h5v10H9zM3.5 10l1-3 1 2M10.5 10l1-4 1 3',
  blink: 'M1.5 8c3-4.5 10-4.5 13 0-3 4.5-10 4.5-13 0zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  fit: 'M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5',
  hip: 'M2 8.5a6 6 0 0 1 10.7-3.8M8 6a3.4 3.4 0 1 0 .01 6.8A3.4 3.4 0 0 0 8 6zM5.4 11.8l-2.6 2.6',
  invert: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 1.8v12.4M8.2 3.2a4.8 4.8 0 0 1 0 9.6z',
  stored: 'M2 4h7v8H2zM11.5 4.5a4 4 0 0 1 0 7M13.5 9.8l-2 1.9 1.9 2',
  reset: 'M3 8a5 5 0 1 0 1.7-3.8M3 2.5v3h3',
  landmarks: 'M3 12.5h.01M4.5 8.5h.01M7 5h.01M10.5 3.5h.01M13.2 5.2h.01M12.5 9h.01M9.5 11.5h.01M6.5 13.5h.01',
  crop: 'M4.5 1.5v10h10M1.5 4.5h10v10',
  outline:
    'M3.2 6.5C3.2 3.6 5.4 2.4 8 2.8c2.9.4 5.2 1.8 4.9 4.6-.2 2.5-1.3 5.6-4.4 5.8-3.3.2-5.3-3.2-5.3-6.7zM6.4 8h3.2M8 6.4v3.2',
  heatmap: 'M8 1.8c.5 2.6 4 4 4 7.6a4 4 0 0 1-8 0c0-1.6.8-2.7 1.7-3.6.2 1 .7 1.6 1.3 1.8C6.8 5.5 7 3.5 8 1.8z',
  pin: 'M9.8 2l4.2 4.2-2.3.6-2.3 2.3-.4 3-5.1-5.1 3-.4 2.3-2.3zM6.3 9.7 2.3 13.7',
  target:
    'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 6.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4zM8 .8v2M8 13.2v2M.8 8h2M13.2 8h2',
  table: 'M2 3h12v10H2zM2 6.3h12M2 9.7h12M6 3v10',
  grid: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z',
  audit: 'M3.5 2.5h9v11h-9zM5.7 8.2l1.7 1.7 3-3.3',
  split: 'M8 1.8v4M8 5.8 3.5 10v4M8 5.8 12.5 10v4M8 5.8V14',
  matrix: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.9h11M6.2 2.5v11M9.9 2.5v11',
  import: 'M8 1.8v7.7M4.8 6.5 8 9.7l3.2-3.2M2.5 10.5v3.2h11v-3.2',
  key: 'M7.7 11a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0M7 9l6-6M10.5 5.5l2 2',
  export: 'M8 9.7V2M4.8 5 8 1.8 11.2 5M2.5 10.5v3.2h11v-3.2',
  undo: 'M3 3v4h4M3.3 7a5 5 0 1 1 .6 4.2',
  redo: 'M13 3v4H9M12.7 7a5 5 0 1 0-.6 4.2',
  accept: 'M2 8.5 5 11.5 9.5 5M8.5 10.5l1.5 1 4-6.5',
  play: 'M4.5 2.8v10.4L13 8z',
  stop: 'M4 4h8v8H4z',
  plus: 'M8 3v10M3 8h10',
  folder: 'M1.8 3.5h4.4l1.5 1.7h6.5v7.6H1.8z',
  file: 'M4 1.8h5.5L12.5 5v9.2h-8.5zM9.3 2v3.2h3',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  next: 'M6 3.5 10.5 8 6 12.5',
  open: 'M9 2.5h4.5V7M13.3 2.7 7.5 8.5M6.5 3.5h-4v10h10v-4',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.3v4M8 4.7v.3',
} as const;

export type IconName = keyof typeof PATHS;

/** Every icon, for the gallery. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys widens the keys of PATHS to string
export const ICON_NAMES = Object.keys(PATHS) as readonly IconName[];

/** One icon. It is hidden from assistive technology because its control carries the name. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'landmarks' ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
