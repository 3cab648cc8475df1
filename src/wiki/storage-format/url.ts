/**
 * Which addresses a page may point to. They are read as a browser does (WHATWG URL): tabs and line feeds vanish, as do control
 * characters and spaces at the ends, so no scheme can hide behind them.
 */

const linkSchemes = new Set(['http', 'https', 'mailto', 'tel', 'ftp', 'sftp']);
const imageSchemes = new Set(['http', 'https']);

/** The address for an `href`, cleaned, or `undefined` if its scheme is not allowed. */
export function safeLink(address: string): string | undefined {
  return safe(address, linkSchemes);
}

/** The address for an image's `src`, cleaned, or `undefined` if its scheme is not allowed. */
export function safeImage(address: string): string | undefined {
  return safe(address, imageSchemes);
}

/** Makes an address absolute, as a browser on that page would; fragments stay as they are. */
export function absolute(address: string, baseUrl: string): string {
  if (address.startsWith('#')) return address;
  return URL.parse(address, `${baseUrl}/`)?.href ?? address;
}

/** Whether an address leaves the site on its own (`https://…`, `mailto:…`, `//…`). */
export function isExternal(address: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(address);
}

function safe(address: string, schemes: ReadonlySet<string>): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const cleaned = trimControls(address).replace(/[\u0000-\u001f\u007f]/g, '');
  const end = cleaned.search(/[/?#]/);
  const colon = cleaned.indexOf(':');
  // A colon before any other delimiter ends a scheme; whatever is there must be one of ours, however it is written.
  if (colon === -1 || (end !== -1 && end < colon)) return cleaned;
  return schemes.has(cleaned.slice(0, colon).toLowerCase()) ? cleaned : undefined;
}

/** Not a regular expression: `[…]+$` is quadratic on long runs of spaces. */
function trimControls(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && value.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && value.charCodeAt(end - 1) <= 0x20) end -= 1;
  return value.slice(start, end);
}
