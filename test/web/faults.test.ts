/** What looks at pages finds what is wrong in one of the four ways alone, and says in which. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';

const sound =
  ':root { color-scheme: light dark; background: light-dark(#fff, #000); color: light-dark(#000, #fff) } h1 { font-size: 1rem }';

/** Pages with one fault each, and what is found. */
const faults: Readonly<Record<string, readonly [css: string, body: string, found: readonly RegExp[]]>> = {
  'nothing in a sound page': ['', '<p>Text</p>', []],
  'what cannot be read in the dark': [
    'p { color: light-dark(#000, #222) }',
    '<p>Text</p>',
    [/^1280, dark: color-contrast:/, /^390, dark: color-contrast:/],
  ],
  'what is too wide for a phone': ['p { width: 600px }', '<p>Text</p>', [/^390, light: scrolls/, /^390, dark: scrolls/]],
  'what a phone shows alone': [
    '@media (width >= 40rem) { img { display: none } }',
    '<img src="data:,">',
    [/^390, light: image-alt/],
  ],
  'what a finger brings up': [
    'img { display: none } @media (pointer: coarse) { img { display: inline } }',
    '<img src="data:,">',
    [/^390, light: image-alt/],
  ],
  'a theme that moves something': [
    '@media (prefers-color-scheme: dark) { p { padding: 1rem } }',
    '<p>Text</p>',
    [/^1280: light and dark differ in more/, /^390: light and dark differ in more/],
  ],
  'a theme that is not there': [
    ':root { background: #fff; color: #000 }',
    '<p>Text</p>',
    [/^1280: light and dark have the same/, /^390: light and dark have the same/],
  ],
};

suite('a look at a page finds', () => {
  let browser: TestBrowser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const [what, [css, body, expected]] of Object.entries(faults)) {
    test(what, async () => {
      await using visit = await browser.visit();
      const page = `<!doctype html><html lang="en"><title>A page</title><meta name="viewport" content="width=device-width"><style>${sound} ${css}</style><main><h1>A page</h1>${body}</main>`;
      await visit.page.goto(`data:text/html,${encodeURIComponent(page)}`);
      const found = await visit.faults();
      assert.equal(found.length, expected.length, found.join('\n'));
      for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? '', pattern);
      // It is left as it was.
      assert.equal(
        await visit.page.evaluate('innerWidth + " " + matchMedia("(prefers-color-scheme: dark)").matches'),
        '1280 false',
      );
    });
  }
});
