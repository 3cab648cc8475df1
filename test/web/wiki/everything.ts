/** A page with everything that the renderer knows: each class that the style sheet has to draw is on it. */

const macro = (name: string, body: string, parameters: Readonly<Record<string, string>> = {}): string =>
  `<ac:structured-macro ac:name="${name}">${Object.entries(parameters)
    .map(([key, value]) => `<ac:parameter ac:name="${key}">${value}</ac:parameter>`)
    .join('')}${body}</ac:structured-macro>`;
const rich = (body: string): string => `<ac:rich-text-body>${body}</ac:rich-text-body>`;
const plain = (body: string): string => `<ac:plain-text-body><![CDATA[${body}]]></ac:plain-text-body>`;
const statuses = (subtle: string): string =>
  ['Grey', 'Red', 'Yellow', 'Green', 'Blue', 'Purple']
    .map((colour) => macro('status', '', { colour, subtle, title: `${colour} gate` }))
    .join(' ');
const task = (status: string, body: string): string =>
  `<ac:task><ac:task-id>1</ac:task-id><ac:task-status>${status}</ac:task-status><ac:task-body>${body}</ac:task-body></ac:task>`;
const section = (type: string, cells: readonly string[]): string =>
  `<ac:layout-section ac:type="${type}">${cells.map((cell) => `<ac:layout-cell>${cell}</ac:layout-cell>`).join('')}</ac:layout-section>`;

const text = `${macro('toc', '', { outline: 'true', maxLevel: '3' })}
<h1>Words</h1>
<p>Text can be <strong>strong</strong>, <em>emphasised</em>, <u>underlined</u>, <s>struck out</s>, <code>code</code>, <kbd>Ctrl</kbd>, <mark>marked</mark>; H<sub>2</sub>O, 10<sup>3</sup>, an <abbr title="Application programming interface">API</abbr>, <small>small</small>.</p>
<p>A person: <ac:link><ri:user ri:username="lin" /></ac:link>, a page: <ac:link><ri:page ri:content-title="Team handbook" /></ac:link>, one that is not written: <ac:link><ri:page ri:content-title="Flood of 1954" /></ac:link>, elsewhere: <a href="https://www.rfc-editor.org/rfc/rfc6749">RFC 6749</a>. A day: <time datetime="2026-10-01" />. <ac:emoticon ac:name="thumbs-up" /> <ac:emoticon ac:name="warning" /></p>
<p>An author chose <span style="color: rgb(0,0,0);">black</span>, <span style="color: #0747a6;">blue</span>, <font color="#bf2600">red</font> and <span style="background-color: #fffae6;">a yellow ground</span>. <ac:inline-comment-marker ac:ref="r1">Somebody remarked on this.</ac:inline-comment-marker> <ac:placeholder>Say here what was decided.</ac:placeholder> <at:var at:name="team" /></p>
<blockquote><p>A weir does not stop a river. It decides how the river flows.</p></blockquote>
<p>An address without a place to break: https://gauge.example.org/${'upper-mill-and-old-bridge-'.repeat(6)}end</p>
<h2>Lists</h2>
<ul><li>Water<ul><li>Rivers<ul><li>Upper mill</li></ul></li><li>Lakes</li></ul></li><li>Land</li></ul>
<ol><li>Measure<ol><li>in the morning</li><li>in the evening</li></ol></li><li>Build</li></ol>
<dl><dt>Weir</dt><dd>A low dam across a river.</dd></dl>
<ac:task-list>${task('complete', 'Read the gauge')}${task('incomplete', 'Grease the gate before <time datetime="2026-10-01" />')}${task('incomplete', `Check the chain${`<ac:task-list>${task('complete', 'upper half')}${task('incomplete', 'lower half')}</ac:task-list>`}`)}</ac:task-list>
<h3>Smaller heading</h3><p>Text under it.</p><h4>Smaller still</h4><p>Text.</p><h5>And smaller</h5><p>Text.</p><hr />`;

const boxes = `<h1>Boxes</h1>
${macro('info', rich('<p>A panel says at a glance what kind of remark it is.</p><ul><li>It may hold a list.</li></ul>'))}
${macro('tip', rich('<p>Two people open the sluice faster.</p>'), { title: 'Tip' })}
${macro('note', rich('<p>The sluice is opened by two people.</p>'), { title: 'Note' })}
${macro('warning', rich('<p>Do not open it above 3.50 m.</p>'))}
${macro('info', rich('<p>No icon here.</p>'), { icon: 'false' })}
${macro('panel', rich('<p>A panel in the page’s own colours.</p>'), { title: 'When the alarm rings' })}
${macro('panel', rich('<p>A panel in its author’s colours.</p>'), { title: 'On white', bgColor: '#deebff', titleBGColor: '#b3d4ff', titleColor: '#091e42', borderColor: '#4c9aff' })}
${macro('expand', rich('<p>A float in a shaft, read every ten minutes.</p>'), { title: 'How the level is measured' })}
${macro('details', rich('<table><tbody><tr><th>Owner</th><td>Ada</td></tr></tbody></table>'))}
${macro('excerpt', rich('<p>How we work, in four short pages.</p>'))}
<p>${statuses('false')}</p><p>${statuses('true')}</p>
<h2>Code</h2>
${macro('code', plain(`const answer = await fetch('/rest/api/space');\nconst { results } = await answer.json();\n// ${'a line that goes on and on, '.repeat(8)}\nconsole.log(results.map((space) => space.key));`), { language: 'js', title: 'level.js' })}
${macro('code', plain('curl https://weir.example.org/rest/api/space'), { language: 'bash', collapse: 'true', title: 'With curl' })}
${macro('noformat', plain('gauge  level\nmill   1.42\nbridge 2.10'))}
<pre>Preformatted
  text</pre>`;

const gauges = [
  'Upper mill',
  'Old bridge',
  'Ferry landing',
  'Lower lock',
  'Harbour',
  'Estuary',
  'Sluice 4',
  'Sluice 5',
  'Spring',
];
const tables = `<h1>Tables</h1>
<table class="wrapped"><colgroup><col /><col /><col /></colgroup><tbody>
<tr><th class="numberingColumn">&nbsp;</th><th>Gauge</th><th>Level</th><th>State</th></tr>
<tr><td class="numberingColumn">1</td><td>Upper mill</td><td>1.42 m</td><td class="highlight-green" data-highlight-colour="green">Normal</td></tr>
<tr><td class="numberingColumn">2</td><td>Old bridge</td><td>2.10 m</td><td class="highlight-yellow" data-highlight-colour="yellow">Rising</td></tr>
<tr><td class="numberingColumn">3</td><td>Ferry landing</td><td>3.87 m</td><td class="highlight-red" data-highlight-colour="red">High</td></tr>
<tr><td class="numberingColumn">4</td><td class="highlight-grey">Spring</td><td class="highlight-blue">0.20 m</td><td data-highlight-colour="#e3fcef">Chosen</td></tr>
</tbody></table>
<p>A wide one scrolls by itself:</p>
<table><tbody><tr>${gauges.map((gauge) => `<th>${gauge} gauge</th>`).join('')}</tr><tr>${gauges.map(() => '<td>1.42&nbsp;m at&nbsp;noon</td>').join('')}</tr></tbody></table>
<table class="relative-table fixed-table" style="width: 60%;"><tbody><tr><td style="text-align: right;">right</td><td style="color: #000000;">black</td><td style="background-color: #091e42; color: #ffffff;">own ground</td></tr></tbody></table>`;

const unknown = `<h1>What is not there</h1>
<p><ac:image><ri:attachment ri:filename="river map of 1954.png" /></ac:image></p>
<p><ac:structured-macro ac:name="jira" /> and <ac:unheard-of>an element</ac:unheard-of></p>
${macro('gallery', rich('<p>What it holds is still there.</p>'))}`;

const oldColumns = macro(
  'section',
  rich(
    `${macro('column', rich('<p>An old column of 40 %.</p>'), { width: '40%' })}${macro('column', rich('<p>Another beside it.</p>'))}`,
  ),
  { border: 'true' },
);

export const everything = `${text}${boxes}${tables}${unknown}<h1>Old columns</h1>${oldColumns}`;

export const layouts = `<ac:layout>
${section('single', [`<h2>One column</h2><p>${'Text keeps to its measure, however wide the page is. '.repeat(6)}</p>`])}
${section('two_equal', [`<p>${'Left. '.repeat(30)}</p>`, `<p>${'Right. '.repeat(30)}</p>`])}
${section('two_right_sidebar', [`<p>${'Wide. '.repeat(60)}</p>`, macro('panel', rich('<p>A sidebar.</p>'), { title: 'Aside' })])}
${section('three_with_sidebars', ['<p>Left</p>', tables, '<p>Right</p>'])}
${section('three_equal', ['<p>One</p>', '<p>Two</p>', '<p>Three</p>'])}
</ac:layout>`;
