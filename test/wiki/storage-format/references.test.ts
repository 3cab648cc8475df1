/** REST contract §4.1 (6) and (7): what a body mentions. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { references } from '../../../src/wiki/storage-format/references.ts';
import { referenceKey } from '../../../src/wiki/storage-format/resources.ts';
import { document, macro, plain, rich } from './support.ts';

const of = (source: string) => references(document(source));

suite('references of a body', () => {
  test('text is what people read, blocks on lines of their own', () => {
    const source = `<h1>A &amp; <b>b</b>c</h1><ul><li>d</li><li>e</li></ul>${macro('panel', { title: 'T', bgColor: '#fff' }, rich('<p>f</p>'))}${macro('code', { language: 'java' }, plain('g<h'))}
      <ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>i</ac:task-body></ac:task></ac:task-list>`;
    assert.equal(of(source).text, 'A & bc\nd\ne\nT\nf\ng<h\ni');
  });

  test('resources are pages, blog posts, attachments, users, spaces and ids, each once, in macros and parameters too', () => {
    const link = '<ac:link><ri:page ri:content-title="P"/></ac:link>';
    const source = `${link}${link}<ac:link><ri:page ri:content-title="P" ri:space-key="S"/></ac:link>
      <ac:link><ri:blog-post ri:content-title="B" ri:posting-day="2024/01/02"/></ac:link>
      <ac:image><ri:attachment ri:filename="a.png"><ri:page ri:content-title="Q"/></ri:attachment></ac:image>
      <ac:link><ri:user ri:userkey="k"/></ac:link><ac:link><ri:space ri:space-key="S"/></ac:link><ri:content-entity ri:content-id="5"/>
      ${macro('profile', { user: '<ri:user ri:username="uma"/>' })}<ri:page/><ri:url ri:value="x"/>`;
    const page = (title: string, spaceKey?: string) => ({ kind: 'page', title, spaceKey, postingDay: undefined });
    assert.deepEqual(of(source).resources, [
      page('P'),
      page('P', 'S'),
      { kind: 'blogpost', title: 'B', spaceKey: undefined, postingDay: '2024/01/02' },
      { kind: 'attachment', filename: 'a.png', container: page('Q') },
      page('Q'),
      { kind: 'user', userKey: 'k', username: undefined },
      { kind: 'space', spaceKey: 'S' },
      { kind: 'content', contentId: '5' },
      { kind: 'user', userKey: undefined, username: 'uma' },
    ]);
    assert.equal(new Set(of(source).resources.map(referenceKey)).size, 9);
  });

  test('macros are named once each', () =>
    assert.deepEqual(of(macro('info', {}, rich(macro('toc') + macro('info')))).macros, ['info', 'toc']));

  test('tasks have id, state and their own text', () => {
    const task = (id: string, status: string, body: string) =>
      `<ac:task-list><ac:task><ac:task-id>${id}</ac:task-id><ac:task-status>${status}</ac:task-status><ac:task-body>${body}</ac:task-body></ac:task></ac:task-list>`;
    assert.deepEqual(of(task('1', 'incomplete', `a <b>b</b>${task('2', 'complete', 'c')}`)).tasks, [
      { id: '1', complete: false, text: 'a b' },
      { id: '2', complete: true, text: 'c' },
    ]);
  });

  test('of a deep nest of tasks take linear room', () => {
    const task = (body: string) => `<ac:task-list><ac:task><ac:task-body>${body}</ac:task-body></ac:task></ac:task-list>`;
    let source = 'x'.repeat(1_000_000);
    for (let level = 0; level < 60; level += 1) source = task(source);
    const { tasks } = of(source);
    assert.equal(
      tasks.reduce((sum, { text }) => sum + text.length, 0),
      1_000_000,
    );
  });
});
