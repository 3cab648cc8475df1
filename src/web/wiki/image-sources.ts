/**
 * Where the pictures of a rendered page come from, for the content security policy. Weir's own come from Weir; a picture
 * elsewhere is let in only from the exact https hosts that this very page shows pictures of, and only as a picture: no script, style or
 * frame follows from it, and no referrer is sent there (`Referrer-Policy: same-origin`). A picture over http stays out.
 */

/** The renderer writes attributes in double quotes and escapes them. */
const imageAddress = /<img [^>]*?\bsrc="(https:[^"]*)"/gi;
const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&#39;': "'", '&quot;': '"', '&lt;': '<', '&gt;': '>' };

/** A page with pictures from more hosts than this shows those of the first. */
const mostHosts = 30;

/**
 * @param rendered HTML that the storage format's renderer made
 * @returns origins such as `https://images.example.org`, each once
 */
export function imageSources(rendered: string): readonly string[] {
  const origins = new Set<string>();
  for (const [, written = ''] of rendered.matchAll(imageAddress)) {
    const url = URL.parse(written.replace(/&(?:amp|#39|quot|lt|gt);/g, (entity) => entities[entity] ?? ''));
    if (url?.protocol === 'https:' && plainHost.test(url.host)) origins.add(url.origin);
    if (origins.size === mostHosts) break;
  }
  return [...origins];
}

/** Letters, digits, dots, hyphens and a port: nothing that could end a source in a policy and begin another. */
const plainHost = /^[a-z0-9.-]+(?::\d{1,5})?$/;
