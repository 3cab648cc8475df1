/** Wiki markup to storage format (contract 4.1 point 8): what authors and programs write, and what it becomes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wikiToStorage } from '../../../src/wiki/wiki-markup/convert.ts';

/** Each pair: wiki markup, storage format. */
function becomes(name: string, pairs: readonly (readonly [string, string])[]): void {
  test(name, () => {
    for (const [markup, storage] of pairs) assert.equal(wikiToStorage(markup), storage, markup);
  });
}

const macro = (name: string, content = '') =>
  `<ac:structured-macro ac:name="${name}" ac:schema-version="1"${content === '' ? ' />' : `>${content}</ac:structured-macro>`}`;
const parameter = (name: string, value: string) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`;
const rich = (content: string) => `<ac:rich-text-body>${content}</ac:rich-text-body>`;
const plain = (content: string) => `<ac:plain-text-body><![CDATA[${content}]]></ac:plain-text-body>`;
const words = (content: string) => `<ac:plain-text-link-body><![CDATA[${content}]]></ac:plain-text-link-body>`;

becomes('headings, paragraphs, rules and quotes', [
  ['h1. Title', '<h1>Title</h1>'],
  ['h6. *Deep*\nh2.', '<h6><strong>Deep</strong></h6><h2></h2>'],
  ['h7. None', '<p>h7. None</p>'],
  ['one\n\ntwo\nthree', '<p>one</p><p>two<br />three</p>'],
  ['one\r\n\r\ntwo', '<p>one</p><p>two</p>'],
  ['a\n----\nb', '<p>a</p><hr /><p>b</p>'],
  ['bq. said', '<blockquote><p>said</p></blockquote>'],
  ['{quote}\none\n\ntwo\n{quote}', '<blockquote><p>one</p><p>two</p></blockquote>'],
  ['', ''],
]);

becomes('a table ends a list without a blank line between', [
  [
    '* one\nmore\n||h||\n|c|\n# two',
    '<ul><li>one<br />more</li></ul><table><tbody><tr><th><p>h</p></th></tr><tr><td><p>c</p></td></tr></tbody></table><ol><li>two</li></ol>',
  ],
]);

becomes('phrases are marked at the edges of words, and nested', [
  ['*b* _i_ +u+ -d- ??c??', '<p><strong>b</strong> <em>i</em> <u>u</u> <del>d</del> <cite>c</cite></p>'],
  ['x^2^ H ~2~ {{m *x*}}', '<p>x<sup>2</sup> H <sub>2</sub> <code>m *x*</code></p>'],
  ['*bold _both_*', '<p><strong>bold <em>both</em></strong></p>'],
  ['*bold _broken* both_', '<p><strong>bold _broken</strong> both_</p>'],
  ['snake_case_name 2026-01-02 a*b*c 1 * 2 * 3', '<p>snake_case_name 2026-01-02 a*b*c 1 * 2 * 3</p>'],
  ['in{*}word{*}s', '<p>in<strong>word</strong>s</p>'],
  ['**two** __init__ _*one*_', '<p>**two** __init__ <em><strong>one</strong></em></p>'],
  ['a -- b --- c', '<p>a &ndash; b &mdash; c</p>'],
  ['größe*Maß* (*ja*)', '<p>größe*Maß* (<strong>ja</strong>)</p>'],
]);

becomes('what would be markup is text behind a backslash, and two break the line', [
  ['\\*no\\* \\{code} \\[x]', '<p>*no* {code} [x]</p>'],
  ['a\\\\b', '<p>a<br />b</p>'],
  ['<script>&amp; & &nosuch; "q"', '<p>&lt;script&gt;&amp; &amp; &amp;nosuch; &quot;q&quot;</p>'],
  ['&euro; &#8364; &#0;', '<p>&euro; &#8364; &amp;#0;</p>'],
  ['\u0000a\u0001\ufffeb\ud800', '<p>ab\ufffd</p>'],
]);

becomes('lists are nested and mixed', [
  ['* a\n* b', '<ul><li>a</li><li>b</li></ul>'],
  ['# a\n## b\n# c', '<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>'],
  ['* a\n*# b\n** c', '<ul><li>a<ol><li>b</li></ol><ul><li>c</li></ul></li></ul>'],
  ['* a\n# b', '<ul><li>a</li></ul><ol><li>b</li></ol>'],
  ['*** deep\n* up', '<ul><li><ul><li><ul><li>deep</li></ul></li></ul></li><li>up</li></ul>'],
  ['- dash', '<ul style="list-style-type: square;"><li>dash</li></ul>'],
  ['* a\ngoes on\n\nafter', '<ul><li>a<br />goes on</li></ul><p>after</p>'],
  ['text\n* item', '<p>text</p><ul><li>item</li></ul>'],
]);

becomes('links name pages, anchors, files, users, spaces, content and addresses', [
  ['[Home]', '<p><ac:link><ri:page ri:content-title="Home" /></ac:link></p>'],
  [
    '[the *way*|DS:Home#top]',
    '<p><ac:link ac:anchor="top"><ri:page ri:space-key="DS" ri:content-title="Home" /><ac:link-body>the <strong>way</strong></ac:link-body></ac:link></p>',
  ],
  ['[text|Home]', `<p><ac:link><ri:page ri:content-title="Home" />${words('text')}</ac:link></p>`],
  ['[Guide: start]', '<p><ac:link><ri:page ri:content-title="Guide: start" /></ac:link></p>'],
  ['[#top]', `<p><ac:link ac:anchor="top">${words('top')}</ac:link></p>`],
  [
    '[^a b.pdf] [Home^x.txt]',
    '<p><ac:link><ri:attachment ri:filename="a b.pdf" /></ac:link> <ac:link><ri:attachment ri:filename="x.txt"><ri:page ri:content-title="Home" /></ri:attachment></ac:link></p>',
  ],
  [
    '[~uma] [DS:] [$123]',
    '<p><ac:link><ri:user ri:username="uma" /></ac:link> <ac:link><ri:space ri:space-key="DS" /></ac:link> <ac:link><ri:content-entity ri:content-id="123" /></ac:link></p>',
  ],
  [
    '[DS:/2026/01/31/News]',
    '<p><ac:link><ri:blog-post ri:space-key="DS" ri:content-title="News" ri:posting-day="2026/01/31" /></ac:link></p>',
  ],
  ['[x|http://a.b/?c=d&e] [mailto:a@b.c]', '<p><a href="http://a.b/?c=d&amp;e">x</a> <a href="mailto:a@b.c">a@b.c</a></p>'],
  ['see https://a.b/c_d_e.', '<p>see <a href="https://a.b/c_d_e">https://a.b/c_d_e</a>.</p>'],
  ['[a\\_b] []', '<p><ac:link><ri:page ri:content-title="a_b" /></ac:link> []</p>'],
  ['[x]]>|Home]', '<p><ac:link><ri:page ri:content-title="x" /></ac:link>]&gt;|Home]</p>'],
]);

becomes('images come from attachments and addresses', [
  ['!a.png!', '<p><ac:image><ri:attachment ri:filename="a.png" /></ac:image></p>'],
  [
    '!Home^a.png|thumbnail, width=300,onerror=x!',
    '<p><ac:image ac:thumbnail="true" ac:width="300"><ri:attachment ri:filename="a.png"><ri:page ri:content-title="Home" /></ri:attachment></ac:image></p>',
  ],
  [
    '!https://a.b/c.png|alt="A picture"!',
    '<p><ac:image ac:alt="A picture"><ri:url ri:value="https://a.b/c.png" /></ac:image></p>',
  ],
  ['Stop! Now! !important!', '<p>Stop! Now! !important!</p>'],
]);

becomes('tables have headings and cells, which may hold links, several lines and lists', [
  [
    '||a||b||\n|c|d|',
    '<table><tbody><tr><th><p>a</p></th><th><p>b</p></th></tr><tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>',
  ],
  [
    '||a|[x|Home]|',
    `<table><tbody><tr><th><p>a</p></th><td><p><ac:link><ri:page ri:content-title="Home" />${words('x')}</ac:link></p></td></tr></tbody></table>`,
  ],
  [
    '|one\ntwo|* a\n* b|',
    '<table><tbody><tr><td><p>one<br />two</p></td><td><ul><li>a</li><li>b</li></ul></td></tr></tbody></table>',
  ],
  ['|a| |', '<table><tbody><tr><td><p>a</p></td><td><br /></td></tr></tbody></table>'],
  ['|a\\|b|', '<table><tbody><tr><td><p>a|b</p></td></tr></tbody></table>'],
]);

becomes('code is kept as it is written', [
  [
    '{code:java|title=A b}\nint[] *a* = {1};\n{info}\n{code}',
    macro('code', parameter('language', 'java') + parameter('title', 'A b') + plain('int[] *a* = {1};\n{info}')),
  ],
  ['{noformat}\n]]>\n{noformat}', macro('noformat', plain(']]]]><![CDATA[>'))],
  ['{code} never ends', '<p>{code} never ends</p>'],
]);

becomes('macros with and without bodies become structured macros', [
  [
    '{info:title=T|icon=false}\n* x\n{info}',
    macro('info', parameter('title', 'T') + parameter('icon', 'false') + rich('<ul><li>x</li></ul>')),
  ],
  ['{panel:borderStyle=solid}a{panel}', macro('panel', parameter('borderStyle', 'solid') + rich('<p>a</p>'))],
  [
    '{expand:More}a{note}b{note}{expand}',
    macro('expand', parameter('title', 'More') + rich(`<p>a</p>${macro('note', rich('<p>b</p>'))}`)),
  ],
  ['{toc:maxLevel=2}\n{toc}', macro('toc', parameter('maxLevel', '2')) + macro('toc')],
  [
    'is {status:colour=Red|title=OFF} now',
    `<p>is ${macro('status', parameter('colour', 'Red') + parameter('title', 'OFF'))} now</p>`,
  ],
  ['{color:red}hot{color} tea', '<p><span style="color: red;">hot</span> tea</p>'],
  ['{color:red}\n* hot\n{color}', '<div style="color: red;"><ul><li>hot</li></ul></div>'],
  [
    '{cheese} {wine:Red & white|year=1}',
    `<p>${macro('cheese')} ${macro('wine', parameter('', 'Red &amp; white') + parameter('year', '1'))}</p>`,
  ],
  ['{wine:x}\nfull\n{wine}', macro('wine', parameter('', 'x') + rich('<p>full</p>'))],
  [
    '{include:DS:Home}',
    macro('include', parameter('', '<ac:link><ri:page ri:space-key="DS" ri:content-title="Home" /></ac:link>')),
  ],
  ['{info}left open *b*', '<p>{info}left open <strong>b</strong></p>'],
  ['{ not } {1} {}', '<p>{ not } {1} {}</p>'],
  [
    ':) (!) (x) 10:00)',
    '<p><ac:emoticon ac:name="smile" /> <ac:emoticon ac:name="warning" /> <ac:emoticon ac:name="cross" /> 10:00)</p>',
  ],
]);
