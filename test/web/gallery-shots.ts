/** Pictures of the gallery, for the eye: `node test/web/gallery-shots.ts <folder> [name …]`. Every page, at both widths, in both themes. */
import { join } from 'node:path';
import { launchBrowser } from '../support/browser.ts';
import { gallery } from './gallery.ts';
import { startGallery } from './gallery-server.ts';

const [folder = 'test-output/gallery', ...names] = process.argv.slice(2);
const server = await startGallery();
const browser = await launchBrowser();
for (const width of [1280, 390] as const) {
  for (const theme of ['light', 'dark'] as const) {
    const visit = await browser.visit({ width, theme });
    for (const path of Object.keys(gallery)) {
      const name = path.slice('/gallery/'.length);
      if (names.length > 0 && !names.includes(name)) continue;
      await visit.page.goto(server.baseUrl + path);
      await visit.screenshot(join(folder, `${name}-${width}-${theme}.png`));
      const findings = [...visit.problems, ...(await visit.axe()), ...((await visit.overflows()) ? ['scrolls sideways'] : [])];
      process.stdout.write(`${name} ${width} ${theme}${findings.map((finding) => `\n  ${finding}`).join('')}\n`);
    }
    await visit.close();
  }
}
await browser.close();
await server.close();
