/** The shapes of Weir's icons: drawn for Weir on a grid of 20 units, lines of 1.5 units in the colour of the text. */

/** What stands inside the `<svg>`. */
export const iconShapes = {
  access: '<circle cx="7" cy="10" r="3.25"/><path d="M10.25 10h6.5v3M14 10v2"/>',
  add: '<path d="M10 4.5v11M4.5 10h11"/>',
  admin: '<path d="M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7"/><circle cx="12.5" cy="6" r="2"/><circle cx="7.5" cy="14" r="2"/>',
  application: '<rect x="3" y="3.5" width="14" height="13" rx="2.5"/><path d="M3 7.5h14"/><path d="M5.6 5.5h.01M7.9 5.5h.01"/>',
  attachment:
    '<path d="m15.5 9.5-5.3 5.3a3.4 3.4 0 0 1-4.8-4.8l5.6-5.6a2.3 2.3 0 0 1 3.2 3.2l-5.5 5.5a1.1 1.1 0 0 1-1.6-1.6l4.9-4.9"/>',
  check: '<path d="m4.5 10.5 3.7 3.7 7.3-8"/>',
  chevronDown: '<path d="m5.5 8 4.5 4.5L14.5 8"/>',
  chevronLeft: '<path d="M12 5.5 7.5 10l4.5 4.5"/>',
  chevronRight: '<path d="M8 5.5 12.5 10 8 14.5"/>',
  clock: '<circle cx="10" cy="10" r="6.75"/><path d="M10 6.25V10l2.5 2"/>',
  close: '<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>',
  copy: '<rect x="7" y="7" width="9.5" height="9.5" rx="2"/><path d="M13 4.6A1.6 1.6 0 0 0 11.5 3.5h-6a2 2 0 0 0-2 2v6c0 .7.5 1.3 1.1 1.5"/>',
  edit: '<path d="m12.2 5.3 2.5 2.5M4 16l.7-3.2 8.2-8.2a1.6 1.6 0 0 1 2.3 0l.2.2a1.6 1.6 0 0 1 0 2.3L7.2 15.3Z"/>',
  external: '<path d="M11.5 3.5h5v5M16 4l-7 7M14.5 11.5v3a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2h3"/>',
  eye: '<path d="M2.5 10C4.2 6.8 6.8 5 10 5s5.8 1.8 7.5 5c-1.7 3.2-4.3 5-7.5 5s-5.8-1.8-7.5-5Z"/><circle cx="10" cy="10" r="2.25"/>',
  eyeOff:
    '<path d="M4 12.2A11 11 0 0 1 2.5 10C4.2 6.8 6.8 5 10 5c.9 0 1.7.1 2.5.4M15.3 7.1c.8.8 1.6 1.7 2.2 2.9-1.7 3.2-4.3 5-7.5 5-1 0-1.9-.2-2.7-.5M4 16 16 4"/>',
  group:
    '<circle cx="7.5" cy="7" r="2.75"/><path d="M2.5 16c.3-2.9 2.3-4.5 5-4.5s4.7 1.6 5 4.5M12.5 4.5a2.7 2.7 0 0 1 0 5M14.5 11.9c1.7.6 2.8 2 3 4.1"/>',
  hook: '<path d="M13 3.5v7a3.5 3.5 0 1 1-7 0V8.75L3.75 11M6 8.75 8.25 11"/><circle cx="13" cy="3.75" r="1"/>',
  home: '<path d="M3.5 9 10 3.75 16.5 9M5 8v7a1.5 1.5 0 0 0 1.5 1.5h7A1.5 1.5 0 0 0 15 15V8M8.25 16.5V12h3.5v4.5"/>',
  info: '<circle cx="10" cy="10" r="6.75"/><path d="M10 9.25v4M10 6.6v.01"/>',
  key: '<circle cx="6.75" cy="13.25" r="3.25"/><path d="m9 11 7-7M13 7l2.25 2.25M11 9l1.5 1.5"/>',
  leave: '<path d="M8 3.5H5.5a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2H8M12.5 6.5 16 10l-3.5 3.5M15.5 10H8"/>',
  link: '<path d="M8.5 11.5a3 3 0 0 0 4.3 0l2.8-2.8a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.8 2.8a3 3 0 0 0 4.3 4.3l1-1"/>',
  lock: '<rect x="4.5" y="9" width="11" height="7.5" rx="2"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>',
  mail: '<rect x="3" y="4.5" width="14" height="11" rx="2"/><path d="m3.5 6.5 6.5 4.75 6.5-4.75"/>',
  menu: '<path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h13"/>',
  more: '<g fill="currentColor" stroke="none"><circle cx="4.5" cy="10" r="1.4"/><circle cx="10" cy="10" r="1.4"/><circle cx="15.5" cy="10" r="1.4"/></g>',
  page: '<path d="M5 4.5a1.5 1.5 0 0 1 1.5-1.5h5L15 6.5v9a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 15.5ZM11.5 3v3.5H15M7.5 10h5M7.5 13h3.5"/>',
  play: '<path d="M6.5 4.8v10.4a.6.6 0 0 0 .9.5l8.2-5.2a.6.6 0 0 0 0-1L7.4 4.3a.6.6 0 0 0-.9.5Z"/>',
  read: '<path d="M10 5.8C8.3 4.6 6 4.2 3 4.3v10.4c3-.1 5.3.3 7 1.5 1.7-1.2 4-1.6 7-1.5V4.3c-3-.1-5.3.3-7 1.5ZM10 5.8v10.4"/>',
  refresh: '<path d="M16 5v3.5h-3.5M4 15v-3.5h3.5M15.5 8.2A6 6 0 0 0 5 6.7M4.5 11.8A6 6 0 0 0 15 13.3"/>',
  search: '<circle cx="9" cy="9" r="5.25"/><path d="m13 13 3.5 3.5"/>',
  server:
    '<rect x="3.5" y="3.5" width="13" height="5.5" rx="1.75"/><rect x="3.5" y="11" width="13" height="5.5" rx="1.75"/><path d="M6.5 6.25h.01M6.5 13.75h.01M10 6.25h3.5M10 13.75h3.5"/>',
  space: '<path d="M3.5 6.5 10 3.25l6.5 3.25L10 9.75ZM3.5 10 10 13.25 16.5 10M3.5 13.5 10 16.75l6.5-3.25"/>',
  star: '<path d="m10 3.2 2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.7-3.4-3.3 4.7-.7Z"/>',
  starFilled: '<path d="m10 3.2 2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.7-3.4-3.3 4.7-.7Z" fill="currentColor"/>',
  systemAdmin:
    '<path d="M10 2.9c1.9 1.4 3.9 2 6 2.1v4.5c0 3.7-2.3 6.2-6 7.6-3.7-1.4-6-3.9-6-7.6V5c2.1-.1 4.1-.7 6-2.1Z"/><path d="M10 7.25v3.5M10 13.2v.01"/>',
  trash:
    '<path d="M3.75 5.5h12.5M8 5.5v-1A1.5 1.5 0 0 1 9.5 3h1A1.5 1.5 0 0 1 12 4.5v1M5.25 5.5l.6 9.6a1.5 1.5 0 0 0 1.5 1.4h5.3a1.5 1.5 0 0 0 1.5-1.4l.6-9.6M8.5 8.75v4.5M11.5 8.75v4.5"/>',
  user: '<circle cx="10" cy="7" r="3.25"/><path d="M4 16.5c.4-3.2 2.8-5 6-5s5.6 1.8 6 5"/>',
  warning:
    '<path d="M8.7 4.2 2.9 14.3a1.5 1.5 0 0 0 1.3 2.2h11.6a1.5 1.5 0 0 0 1.3-2.2L11.3 4.2a1.5 1.5 0 0 0-2.6 0ZM10 8v3.5M10 13.9v.01"/>',
  write: '<path d="M3.5 16.5h13M6 13.2l.5-2.6 6.7-6.7a1.4 1.4 0 0 1 2 0l.1.1a1.4 1.4 0 0 1 0 2L8.6 12.7Z"/>',
} as const;

/** Weir's mark, on a grid of 24 units: water that comes level, falls over the low dam, and runs on below it. */
export const markShape =
  '<path d="M2 5.5h9.5c3.6 0 3.2 8 6.8 8H22"/><path d="M2 10h6.2c3.6 0 3.2 8 6.8 8h7" opacity=".75"/><path d="M2 14.5h2.8c2.3 0 2.5 1.6 3 3.5" opacity=".5"/>';
