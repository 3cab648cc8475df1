/** The pages of the sample space in storage format; together they use every part of it. */

export interface SamplePage {
  readonly title: string;
  readonly body: string;
  readonly children?: readonly SamplePage[];
}

const pageLink = (title: string, text = title): string =>
  `<ac:link><ri:page ri:content-title="${title}" /><ac:link-body>${text}</ac:link-body></ac:link>`;

/** The body of the space's home page. */
export const sampleHome = `<ac:layout><ac:layout-section ac:type="two_right_sidebar"><ac:layout-cell>
<p>This space shows what a page can hold, and gives an application something to read and change.</p>
<h2>Where to begin</h2>
<ul>
<li>${pageLink('Writing a page')}: headings, lists, tables and links</li>
<li>${pageLink('Panels, code and tasks')}: what makes a page more than text</li>
<li>${pageLink('Team handbook')}: a small tree of pages, as a team would keep it</li>
<li>${pageLink('Connecting an application')}: reading this very space through the REST API</li>
</ul>
</ac:layout-cell><ac:layout-cell>
<ac:structured-macro ac:name="tip"><ac:parameter ac:name="title">Three things to try</ac:parameter><ac:rich-text-body>
<ol><li>Open a page in the tree at the left.</li><li>Look at its history.</li><li>Let an application in, and change a page through it.</li></ol>
</ac:rich-text-body></ac:structured-macro>
</ac:layout-cell></ac:layout-section></ac:layout>`;

/** The pages below the home page. */
export const samplePages: readonly SamplePage[] = [
  {
    title: 'Writing a page',
    body: `<ac:structured-macro ac:name="toc"><ac:parameter ac:name="maxLevel">2</ac:parameter></ac:structured-macro>
<h1>Text</h1>
<p>Text can be <strong>strong</strong>, <em>emphasised</em>, <u>underlined</u>, <s>struck out</s> or <code>code</code>; H<sub>2</sub>O and 10<sup>3</sup> work too.</p>
<blockquote><p>A weir does not stop a river. It decides how the river flows.</p></blockquote>
<h1>Lists</h1>
<ul><li>Water<ul><li>Rivers</li><li>Lakes</li></ul></li><li>Land</li></ul>
<ol><li>Measure</li><li>Build</li><li>Measure again</li></ol>
<h1>Tables</h1>
<table><tbody>
<tr><th>Gauge</th><th>Level</th><th>State</th></tr>
<tr><td>Upper mill</td><td>1.42 m</td><td><ac:structured-macro ac:name="status"><ac:parameter ac:name="colour">Green</ac:parameter><ac:parameter ac:name="title">Normal</ac:parameter></ac:structured-macro></td></tr>
<tr><td>Old bridge</td><td>2.10 m</td><td><ac:structured-macro ac:name="status"><ac:parameter ac:name="colour">Yellow</ac:parameter><ac:parameter ac:name="title">Rising</ac:parameter></ac:structured-macro></td></tr>
<tr><td>Ferry landing</td><td>3.87 m</td><td><ac:structured-macro ac:name="status"><ac:parameter ac:name="colour">Red</ac:parameter><ac:parameter ac:name="title">High</ac:parameter></ac:structured-macro></td></tr>
</tbody></table>
<h1>Links</h1>
<p>To a page of this space: ${pageLink('Team handbook')}. To a page that is still to be written: ${pageLink('Flood of 1954')}. To the outside: <a href="https://www.rfc-editor.org/rfc/rfc6749">RFC 6749</a>.</p>`,
  },
  {
    title: 'Panels, code and tasks',
    body: `<ac:structured-macro ac:name="info"><ac:rich-text-body><p>A panel says at a glance what kind of remark it is.</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="note"><ac:parameter ac:name="title">Note</ac:parameter><ac:rich-text-body><p>The sluice is opened by two people.</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="warning"><ac:rich-text-body><p>Do not open it above 3.50 m.</p></ac:rich-text-body></ac:structured-macro>
<h2>Code</h2>
<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">js</ac:parameter><ac:parameter ac:name="title">level.js</ac:parameter><ac:plain-text-body><![CDATA[const answer = await fetch('/rest/api/space');
const { results } = await answer.json();
console.log(results.map((space) => space.key));]]></ac:plain-text-body></ac:structured-macro>
<h2>Tasks</h2>
<ac:task-list>
<ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Read the gauge</ac:task-body></ac:task>
<ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Grease the gate before <time datetime="2026-10-01" /></ac:task-body></ac:task>
</ac:task-list>
<h2>Details on demand</h2>
<ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">How the level is measured</ac:parameter><ac:rich-text-body><p>A float in a shaft, read every ten minutes. <ac:emoticon ac:name="smile" /></p></ac:rich-text-body></ac:structured-macro>`,
  },
  {
    title: 'Team handbook',
    body: `<p><ac:structured-macro ac:name="excerpt"><ac:rich-text-body><p>How we work, in four short pages.</p></ac:rich-text-body></ac:structured-macro></p>
<ul><li>${pageLink('First week')}</li><li>${pageLink('On call')}</li><li>${pageLink('Meeting notes')}</li></ul>`,
    children: [
      {
        title: 'First week',
        body: `<h2>Monday</h2><p>Get your keys, meet the team, walk the river.</p><h2>By Friday</h2>
<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Read ${pageLink('On call')}</ac:task-body></ac:task></ac:task-list>`,
      },
      {
        title: 'On call',
        body: `<table><tbody><tr><th>Week</th><th>First</th><th>Second</th></tr><tr><td>40</td><td>Ada</td><td>Lin</td></tr><tr><td>41</td><td>Lin</td><td>Omar</td></tr></tbody></table>
<ac:structured-macro ac:name="panel"><ac:parameter ac:name="title">When the alarm rings</ac:parameter><ac:rich-text-body><ol><li>Look at the gauge.</li><li>Call the second person.</li><li>Write down what you did.</li></ol></ac:rich-text-body></ac:structured-macro>`,
      },
      {
        title: 'Meeting notes',
        body: '<p>One page a meeting, the newest first.</p>',
        children: [
          {
            title: 'Planning the dry season',
            body: '<p><strong>Present:</strong> Ada, Lin, Omar</p><h2>Decisions</h2><ul><li>The gate is renewed in August.</li><li>Levels are published through the API.</li></ul>',
          },
        ],
      },
    ],
  },
  {
    title: 'Connecting an application',
    body: `<p>What you read here, an application can read on your behalf, once an administrator has registered it and you have agreed.</p>
<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">bash</ac:parameter><ac:plain-text-body><![CDATA[curl -H "Authorization: Bearer $TOKEN" "$WEIR/rest/api/content?spaceKey=SAMPLE&expand=version"]]></ac:plain-text-body></ac:structured-macro>
<ac:structured-macro ac:name="info"><ac:rich-text-body><p>It can never do more than you can, and you can end it at any time under your profile, Authorized applications.</p></ac:rich-text-body></ac:structured-macro>`,
  },
];
