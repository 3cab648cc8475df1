/**
 * Goes through docs/first-link.md in a real browser, as it is written there, and takes its pictures: of a Weir with its own clock and its
 * own chance, at the address that the documents have as an example, so that the same program gives the same pictures.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { systemOrigin } from '../../src/audit/origin.ts';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import type { Random } from '../../src/foundation/random.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { exampleBaseUrl } from '../../src/web/help/documents.ts';
import { launchBrowser } from './browser.ts';
import { startHttpsFront } from './https-front.ts';
import { freePort } from './ports.ts';
import { silentLog } from './silent-log.ts';

const administrator = { username: 'ada', fullName: 'Ada Admin', email: 'ada@example.org', password: 'a long password' };
const started = Date.UTC(2026, 2, 12, 9, 30);

/** What is in sight, and no more. */
const window = { width: 1280, height: 800 };

/**
 * @param folder where the pictures go
 * @returns what went wrong in the browser, a line each
 */
export async function walkThroughFirstLink(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const home = await mkdtemp(join(tmpdir(), 'weir-pictures-'));
  const { server, port } = await startAtExample(home);
  const front = await startHttpsFront(port);
  const browser = await launchBrowser({ [new URL(exampleBaseUrl).host]: front.port });
  try {
    await using visit = await browser.visit({ anyCertificate: true });
    const { page } = visit;
    await page.setViewportSize(window);
    await steps(page, (name, shown, lower) => take(join(folder, `${name}.png`), shown, lower));
    return visit.problems;
  } finally {
    await browser.close();
    await front.close();
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
}

type Take = (name: string, shown: Page, lower?: Locator) => Promise<void>;

async function steps(page: Page, picture: Take): Promise<void> {
  await page.goto(`${exampleBaseUrl}/login.action`);
  await page.fill('[name=os_username]', administrator.username);
  await page.fill('[name=os_password]', administrator.password);
  await page.press('[name=os_password]', 'Enter');
  await page.waitForURL(`${exampleBaseUrl}/`);

  await page.click('text=General configuration');
  await page.click('a.side-nav-link:has-text("Application links")');
  await page.click('text=Create link');
  await picture('create-link', page);
  await page.click('text=Continue');

  await page.fill('#name', 'Release notes');
  const checked = page.waitForResponse(/check-redirect-url/);
  await page.locator('[name=redirectUris]').first().fill('https://notes.example.org/callback');
  await page.locator('[name=redirectUris]').first().blur();
  await (await checked).finished();
  await page.waitForLoadState('networkidle');
  await picture('new-link', page);
  await page.click('text=Save and show credentials');

  await page.waitForSelector('#client-id');
  await picture('credentials', page);

  await page.click('text=Switch on Try it');
  const opened = page.waitForEvent('popup');
  await page.click('button:has-text("Run")');
  const consent = await opened;
  await consent.setViewportSize(window);
  await consent.waitForSelector('button:has-text("Allow")');
  await picture('consent', consent);
  await consent.click('button:has-text("Allow")');
  await page.waitForSelector('text=The tokens have ended');
  await picture('try-it', page, page.locator('#try-it-steps'));

  await page.goto(`${exampleBaseUrl}/users/authorized-applications`);
  await picture('authorized-applications', page);
}

/** Few colours: the pictures are of text and lines. */
async function take(path: string, shown: Page, lower?: Locator): Promise<void> {
  await lower?.scrollIntoViewIfNeeded();
  const png = await shown.screenshot({ animations: 'disabled', caret: 'hide' });
  await writeFile(path, await sharp(png).png({ palette: true, colours: 64, effort: 10, compressionLevel: 9 }).toBuffer());
}

async function startAtExample(home: string): Promise<{ readonly server: RunningServer; readonly port: number }> {
  const port = await freePort();
  const loaded = loadConfiguration({ WEIR_HOME: home, WEIR_PORT: String(port), WEIR_BASE_URL: exampleBaseUrl });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const server = await startServer({ ...loaded, log: silentLog, clock: { now: () => started }, random: repeatable() });
  if ('problem' in server) throw new Error(server.problem);
  const { setup } = server.rooms;
  const made = await setup.createFirstAdministrator({ kind: 'command-line' }, administrator, systemOrigin);
  if (made.outcome !== 'done') throw new Error(`no administrator: ${made.outcome}`);
  return { server, port };
}

/**
 * For pictures alone: the same bytes each time. Each length is drawn from a row of its own, so that what runs beside (and in which order)
 * changes nothing of what is seen.
 */
function repeatable(): Random {
  const drawn = new Map<number, number>();
  return {
    bytes(count) {
      const turn = (drawn.get(count) ?? 0) + 1;
      drawn.set(count, turn);
      const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, index) =>
        createHash('sha256').update(`${count} ${turn} ${index}`).digest(),
      );
      return Buffer.concat(blocks).subarray(0, count);
    },
  };
}
