/** HTML of other programs: whatever it is, what is shown of it are elements that an author here may use, and it takes no time. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readForeignHtml } from '../../../src/wiki/storage-format/foreign-html.ts';
import { render } from '../../../src/wiki/storage-format/render.ts';
import { assertSafe, context } from './support.ts';
import { vectors } from './vectors.ts';

const base = 'https://there.example/wiki/pages/viewpage.action?pageId=7';

function shown(html: string): string {
  const rendered = render(readForeignHtml(html, base), context);
  assertSafe(rendered);
  return rendered;
}

suite('HTML of another wiki', () => {
  for (const [what, html, expected] of [
    ['paragraphs that nobody closes', '<p>a<p>b<div>c</div>', '<p>a</p><p>b</p><div>c</div>'],
    [
      'lists that nobody closes',
      '<ul><li>a<li>b<ul><li>c</ul><li>d</ul>',
      '<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>',
    ],
    ['end tags of nothing', 'a</b></p>b<b>c</i></b>', 'ab<b>c</b>'],
    ['comments and declarations', '<!DOCTYPE html><!-- <p>a</p> -->b<?php c ?>', 'b'],
    ['references', '&lt;p&gt; &amp;amp; &eacute;&#233; a < b & c', '&lt;p&gt; &amp;amp; éé a &lt; b &amp; c'],
    ['sections of HTML', '<main><section>a</section></main>', '<div><div>a</div></div>'],
    ['elements that nobody knows', '<x-y onclick="z()">a</x-y><font-face>b</font-face>', 'ab'],
    ['what runs or loads', 'a<script>b</script><style>c</style><svg><p>d</p></svg><iframe src="x">e</iframe>f', 'af'],
    ['what is typed into', 'a<form><input value="b"><textarea>c</textarea><button>d</button></form>', 'a<div>d</div>'],
    ['an ending in the middle', '<p>a<b title="c', '<p>a</p>'],
  ] as const) {
    test(`is read with ${what}`, () => {
      const rendered = shown(html);
      assert.equal(rendered, expected);
    });
  }

  test('leads back to its own site, and nowhere else by a scheme', () => {
    const link = (href: string) => /href="([^"]*)"/.exec(shown(`<a href="${href}">x</a>`))?.[1];
    assert.equal(link('/wiki/display/DOC'), 'https://there.example/wiki/display/DOC');
    assert.equal(link('#part'), `${base}#part`);
    assert.equal(link('//other.example/a'), 'https://other.example/a');
    for (const href of ['javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,x', 'vbscript:x'])
      assert.equal(link(href), undefined);
  });

  test('has links in the place of its pictures, which nobody loads from here', () => {
    assert.match(
      shown('<img src="/a.png" alt="A plan" onerror="x()">'),
      /^<a href="https:\/\/there\.example\/a\.png"[^>]*>A plan<\/a>$/,
    );
    assert.equal(shown('<img src="data:image/png;base64,AAAA">'), 'Picture');
    assert.doesNotMatch(shown('<picture><source srcset="/x"><img src="/a.png"></picture>'), /<img|srcset/);
  });

  test('names nothing of this wiki', () => {
    const macro = '<ac:structured-macro ac:name="include"><ac:parameter ac:name="">Home</ac:parameter></ac:structured-macro>';
    assert.doesNotMatch(shown(macro), /w-include|macro/);
    assert.doesNotMatch(shown('<ac:link><ri:page ri:content-title="Home" /></ac:link>'), /href/);
  });

  test('looks like nothing of the application', () => {
    const rendered = shown('<p id="main" class="button notice highlight" style="position:fixed;color:red">x</p>');
    assert.equal(rendered, '<p class="highlight" style="color: red;">x</p>');
  });

  test(`runs nothing: ${vectors.length} vectors, alone, in tables and in attributes`, () => {
    for (const vector of vectors) {
      shown(vector);
      shown(`<table><tr><td>${vector}`);
      shown(`<p title='${vector}'>${vector}`);
      shown(`</p>${vector}${vector}`);
    }
  });

  test('is read in a time that grows with its length alone', () => {
    const pieces = [
      '<',
      '<a ',
      '<p>',
      '</p',
      '<script>',
      '<div>',
      '<li>',
      '<!--',
      '<a b="',
      '&amp;',
      '<ul><li>',
      ' ',
      '<a\n',
      'x= ',
      '<td>',
      '</x>',
    ];
    for (const piece of pieces) {
      const started = performance.now();
      shown(`<a ${piece.repeat(300_000 / piece.length)}`);
      shown(piece.repeat(300_000 / piece.length));
      assert.ok(performance.now() - started < 5_000, JSON.stringify(piece));
    }
  });
});
