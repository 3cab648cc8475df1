/**
 * A real browser for tests: Chromium from an npm package, so that nothing has to be installed by hand.
 *
 *     const browser = await launchBrowser();
 *     after(() => browser.close());
 *
 *     test('…', async () => {
 *       await using visit = await browser.visit({ width: 390, theme: 'dark' });
 *       await visit.page.goto(`${weir.baseUrl}/login.action`);
 *       assert.deepEqual(await visit.faults(), []);
 *       assert.deepEqual(visit.problems, []);
 *     });
 *
 * Each visit has cookies and storage of its own, and collects what went wrong in it.
 */
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type BrowserContext, chromium as launcher, type Page } from 'playwright-core';

export type Theme = 'light' | 'dark';

/** A desk's window and a phone's, in CSS pixels. */
const windows = [
  { width: 1280, height: 900, mobile: false },
  { width: 390, height: 844, mobile: true },
] as const;

export type VisitOptions = {
  /** Width of the window in CSS pixels: 1280 (default), or 390 for a phone (which has touch). */
  readonly width?: 1280 | 390;
  readonly theme?: Theme;
  /** `false`: as in a browser whose scripts are switched off. */
  readonly scripts?: boolean;
  /** Certificates are not looked at: for the servers of `startHttps`. */
  readonly anyCertificate?: boolean;
};

export type Visit = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong so far: script errors, `console.error`, violations of the content security policy. One line each. */
  readonly problems: readonly string[];
  /** What axe-core finds serious or critical in the page as it is now: one line each, empty if nothing. Works with scripts on only. */
  axe(): Promise<readonly string[]>;
  /**
   * What is wrong with the page as it is now, on a desk and on a phone, light and dark, one line each: what `axe` says, and `overflows`. Loading a page
   * costs the most, so it is looked at in all four ways where it is, as in a window that changes its size and colours. The dark theme must change
   * nothing but colours, and so they alone are looked at again.
   * @param name of the pictures that `WEIR_TEST_PICTURES=1` keeps in `test-output/`, such as `console/users`; without one there are none
   */
  faults(name?: string): Promise<readonly string[]>;
  /** Saves a picture of the whole page. */
  screenshot(path: string): Promise<void>;
  /** Whether the page is wider than the window, so that it would scroll sideways. */
  overflows(): Promise<boolean>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type TestBrowser = {
  visit(options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
};

const require = createRequire(import.meta.url);

/**
 * Starts a browser with a fresh profile. Takes about a second; share it among the tests of a file.
 * @param ports where hosts that are not there really listen on this machine, as `{ 'wiki.example.org': 8443 }`
 */
export async function launchBrowser(ports: Readonly<Record<string, number>> = {}): Promise<TestBrowser> {
  const rules = Object.entries(ports).map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`);
  const profile = await mkdtemp(join(tmpdir(), 'weir-browser-'));
  const browser = await launcher.launch({
    executablePath: await chromiumPath(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // A page lives for one test: what is compiled further than that costs more than it saves.
      '--js-flags=--no-opt,--no-maglev',
      ...(rules.length === 0 ? [] : [`--host-resolver-rules=${rules.join(',')}`]),
    ],
    env: { ...process.env, HOME: profile },
  });
  return {
    async visit({ width = 1280, theme = 'light', scripts = true, anyCertificate = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: width === 390 ? 844 : 900 },
        isMobile: width === 390,
        hasTouch: width === 390,
        colorScheme: theme,
        reducedMotion: 'reduce',
        javaScriptEnabled: scripts,
        ignoreHTTPSErrors: anyCertificate,
        locale: 'en-GB',
      });
      return visitOf(context, await context.newPage(), { width, theme });
    },
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

function visitOf(context: BrowserContext, page: Page, own: Look): Visit {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
  // Chromium reports violations of the content security policy as errors on the console.
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });

  const screenshot = async (path: string) => {
    await mkdir(dirname(path), { recursive: true });
    await page.screenshot({ path, fullPage: true });
  };
  const overflows = () => page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  const axe = axeOn(context, page);

  return {
    page,
    context,
    problems,
    axe: () => axe(),
    async faults(name) {
      const found: string[] = [];
      const show = await looksOf(context, page);
      const look = async (here: Look, rules?: readonly string[]) => {
        await show(here);
        const faults = [...(await axe(rules)), ...((await overflows()) ? ['scrolls sideways'] : [])];
        found.push(...faults.map((fault) => `${here.width}, ${here.theme}: ${fault}`));
        return page.evaluate<Appearance>(appearance);
      };
      for (const { width } of windows) {
        const light = await look({ width, theme: 'light' });
        const dark = await look({ width, theme: 'dark' }, rulesOfColour);
        if (light.ground === dark.ground) found.push(`${width}: light and dark have the same ground`);
        if (light.places !== dark.places) found.push(`${width}: light and dark differ in more than colours`);
      }
      // When all was looked at: a picture is taken in the window that the page was given, whatever it was shown in.
      if (name !== undefined && process.env.WEIR_TEST_PICTURES) {
        const given = page.viewportSize();
        for (const here of looks) {
          await page.setViewportSize(windowOf(here));
          await show(here);
          await screenshot(`test-output/${name}-${here.width}-${here.theme}.png`);
        }
        if (given !== null) await page.setViewportSize(given);
      }
      await show(own);
      return found;
    },
    screenshot,
    overflows,
    close: () => context.close(),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

interface Appearance {
  /** The colour behind everything: each theme has its own. */
  readonly ground: string;
  /** Where each element stands. */
  readonly places: string;
}

const appearance = `({
  ground: getComputedStyle(document.documentElement).backgroundColor,
  places: JSON.stringify([...document.querySelectorAll('*')].map((element) => element.getBoundingClientRect())),
})`;

interface Look {
  readonly width: (typeof windows)[number]['width'];
  readonly theme: Theme;
}

function windowOf({ width }: Pick<Look, 'width'>): (typeof windows)[number] {
  return windows.find((each) => each.width === width) ?? windows[0];
}

const looks: readonly Look[] = windows.flatMap(({ width }): readonly Look[] => [
  { width, theme: 'light' },
  { width, theme: 'dark' },
]);

/** @returns what shows the page in another window and theme, as it would be had it been loaded there */
async function looksOf(context: BrowserContext, page: Page): Promise<(look: Look) => Promise<void>> {
  const debug = await context.newCDPSession(page);
  return async ({ width, theme }) => {
    const window = windowOf({ width });
    await debug.send('Emulation.setDeviceMetricsOverride', { ...window, deviceScaleFactor: 1 });
    await debug.send('Emulation.setTouchEmulationEnabled', { enabled: window.mobile });
    await page.emulateMedia({ colorScheme: theme });
    // What watches sizes, such as what makes a region that scrolls reachable, is told with the next frame.
    await page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(() => shown())))');
  };
}

/**
 * Unpacks Chromium once a machine. The package's own way is not safe when several test files start at once: it takes a half
 * unpacked program for a whole one. Here each unpacks a file of its own, and a rename decides.
 */
async function chromiumPath(): Promise<string> {
  const packed = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin', 'chromium.br');
  const path = join(tmpdir(), `weir-chromium-${(await stat(packed)).size}`);
  if (existsSync(path)) return path;
  const own = `${path}-${process.pid}`;
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(own, { mode: 0o755 }));
  await rename(own, path);
  return path;
}

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

type AxeViolations = readonly {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}[];

/** The rules of axe-core that look at colours. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** @returns what looks: by all rules that axe-core has switched on, or by those that are named */
function axeOn(context: BrowserContext, page: Page): (rules?: readonly string[]) => Promise<readonly string[]> {
  let isEverywhere = false;
  return async (rules) => {
    // By the debugger, which the page's content security policy does not bind; from then on with each page, since sending it takes longer than its work.
    if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axeSource);
    if (!isEverywhere) await context.addInitScript({ content: axeSource });
    isEverywhere = true;
    const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
    const violations = await page.evaluate<AxeViolations>(`axe.run(document, ${options}).then(({ violations }) => violations)`);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`),
      );
  };
}
