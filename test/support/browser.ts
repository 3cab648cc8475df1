/**
 * A real browser for tests: Chromium from an npm package, so that nothing has to be installed by hand.
 *
 *     const browser = await launchBrowser();
 *     after(() => browser.close());
 *
 *     test('…', async () => {
 *       await using visit = await browser.visit({ width: 390, theme: 'dark' });
 *       await visit.page.goto(`${weir.baseUrl}/login.action`);
 *       assert.deepEqual(await visit.axe(), []);
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

export type VisitOptions = {
  /** Width of the window in CSS pixels: 1280 (default), or 390 for a phone (which has touch). */
  readonly width?: 1280 | 390;
  readonly theme?: 'light' | 'dark';
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
      const page = await context.newPage();
      return visitOf(context, page);
    },
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

function visitOf(context: BrowserContext, page: Page): Visit {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
  // Chromium reports violations of the content security policy as errors on the console.
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });

  return {
    page,
    context,
    problems,
    axe: () => seriousFindings(page),
    async screenshot(path) {
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path, fullPage: true });
    },
    overflows: () => page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
    close: () => context.close(),
    [Symbol.asyncDispose]: () => context.close(),
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

type AxeResult = {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
};

async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, which the page's content security policy does not bind.
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axeSource);
  const result = await page.evaluate<AxeResult>('axe.run(document, { resultTypes: ["violations"] })');
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`),
    );
}
