/** The `html` template: what is put into it can never become markup. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { decodeHTML } from 'entities';
import fc from 'fast-check';
import { attributes, type Html, html, type Renderable, renderToString, trusted } from '../../src/web/html.ts';

/** Strings in which what matters here is frequent. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '=', '/', ' ', 'a', '\0', '\n', ';', '#') }),
  fc.constantFrom('"><svg onload=alert(1)>', "' onmouseover='x", '</script>', '&lt;', '<!--', ']]>'),
);

function inside(markup: Html, before: string, after: string): string {
  const text = renderToString(markup);
  assert.ok(text.startsWith(before) && text.endsWith(after));
  return text.slice(before.length, text.length - after.length);
}

suite('html', () => {
  test('writes any text so that it reads back as it was, and holds no markup', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const written = inside(html`<p>${value}</p>`, '<p>', '</p>');
        assert.doesNotMatch(written, /[<>"']/);
        assert.equal(decodeHTML(written), value);
      }),
    );
  });

  test('writes any text into a quoted attribute so that it cannot end it', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const double = inside(html`<p title="${value}">`, '<p title="', '">');
        const single = inside(html`<p title='${value}'>`, "<p title='", "'>");
        const listed = inside(html`<p ${attributes({ title: value })}>`, '<p title="', '">');
        for (const written of [double, single, listed]) {
          assert.doesNotMatch(written, /[<>"']/);
          assert.equal(decodeHTML(written), value);
        }
      }),
    );
  });

  test('lets no address through whose scheme a browser would run', () => {
    const scheme = fc.constantFrom(
      'javascript:',
      'JaVaScRiPt:',
      ' javascript:',
      'java\tscript:',
      'java\nscript:',
      '\u0001javascript:',
      'data:',
      'vbscript:',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          hostile,
          fc.tuple(scheme, hostile).map(([start, rest]) => start + rest),
        ),
        (value) => {
          const written = decodeHTML(inside(html`<a href="${value}">`, '<a href="', '">'));
          assert.equal(decodeHTML(inside(html`<a ${attributes({ href: value })}>`, '<a href="', '">')), written);
          const protocol = URL.parse(written, 'https://wiki.example.org/')?.protocol ?? 'https:';
          assert.ok(['http:', 'https:', 'mailto:', 'about:'].includes(protocol), `${JSON.stringify(value)} leads to ${protocol}`);
        },
      ),
    );
  });

  test('keeps addresses that lead somewhere', () => {
    for (const href of [
      '/spaces?a=1',
      '#main',
      'https://example.org/a:b',
      'mailto:uma@example.org',
      'relative/path:with-colon',
      '',
    ]) {
      assert.equal(decodeHTML(inside(html`<a href="${href}">`, '<a href="', '">')), href);
    }
  });

  test('nests templates and lists, and writes nothing for undefined, null and false', () => {
    const items: readonly Renderable[] = ['a', undefined, html`<b>${'<'}</b>`, null, [false, 0]];
    assert.equal(renderToString(html`<p>${items}</p>`), '<p>a<b>&lt;</b>0</p>');
  });

  test('takes markup as it is only from `trusted`', () => {
    assert.equal(renderToString(html`<p>${trusted('<i>x</i>')}</p>`), '<p><i>x</i></p>');
    // What a request can send is made of plain objects; the brand is a symbol, which no JSON has.
    const forged = JSON.parse('{"markup":"<script>","toString":"<script>"}');
    assert.throws(() => html`<p>${forged}</p>`, TypeError);
  });

  test('writes attributes by their kind: true bare, false and nothing left out, numbers as they are', () => {
    const list = attributes({ type: 'text', required: true, disabled: false, title: undefined, maxlength: 5 });
    assert.equal(renderToString(html`<input ${list}>`), '<input type="text" required maxlength="5">');
  });

  test('refuses places in which no escaping would help', () => {
    const value = 'x';
    const places: readonly (() => Html)[] = [
      () => html`<a href=${value}>`,
      () => html`<a title = ${value}>`,
      () => html`<${value}>`,
      () => html`</${value}>`,
      () => html`<a onclick="${value}">`,
      () => html`<p style="${value}">`,
      () => html`<iframe srcdoc="${value}">`,
      () => html`<script>${value}</script>`,
      () => html`<style>${value}</style>`,
      () => html`<!-- ${value} -->`,
      () => html`<p ${value}>`,
      () => html`<p data-${value}="x">`,
      () => html`<p title="${'x'}`,
      () => html`<p ${attributes({ onclick: value })}>`,
      () => html`<p ${attributes({ style: value })}>`,
      () => html`<p ${attributes({ 'a b': value })}>`,
      () => html`<p title="${html`<b>`}">`,
    ];
    for (const place of places) assert.throws(place, TypeError, String(place));
  });

  test('reads on correctly behind comments, scripts and attributes of every spelling', () => {
    const written = html`<!-- <p title=" --><script src="/x.js"></script><a title='"' data-x=1 class="${'c'}" >${'<'}</a>`;
    assert.equal(
      renderToString(written),
      `<!-- <p title=" --><script src="/x.js"></script><a title='"' data-x=1 class="c" >&lt;</a>`,
    );
  });
});
