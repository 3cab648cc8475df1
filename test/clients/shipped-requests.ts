/** What shipping clients send, request by request as it was recorded, each with what its client reads of the answer. */
import assert from 'node:assert/strict';
import { filePart, type Part, textPart } from '../support/attachments.ts';

/** The clients, with the headers that they put on everything; a content type beside these only where there is a body. */
export const clients = {
  'atlassian-python-api 4': {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'python-requests/2.28.1',
  },
  'atlassian-python-api 5': {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'python-requests/2.28.1',
  },
  'confluence.js 1.7.4': { accept: 'application/json, text/plain, */*', 'user-agent': 'axios/1.21.1' },
} as const;
export type ClientName = keyof typeof clients;

const everyPython: readonly ClientName[] = ['atlassian-python-api 4', 'atlassian-python-api 5'];
const python4: readonly ClientName[] = ['atlassian-python-api 4'];
const python5: readonly ClientName[] = ['atlassian-python-api 5'];
const script: readonly ClientName[] = ['confluence.js 1.7.4'];
const everyClient: readonly ClientName[] = [...everyPython, ...script];

// biome-ignore lint/suspicious/noExplicitAny: an answer is compared with what its client reads of it
type Json = any;

/** What a request is about. */
export interface Subject {
  readonly pageId: string;
  readonly title: string;
  readonly attachmentId: string;
}

/** Fails where an answer lacks what clients read of it. */
type Answer = (json: Json, subject: Subject) => void;

const list: Answer = ({ results, start, limit, size, _links }) => {
  assert.ok(Array.isArray(results));
  assert.deepEqual([start, size], [0, results.length]);
  assert.ok(limit >= size);
  assert.ok(_links.base.startsWith('http') && typeof _links.context === 'string');
};
const thePageIn: Answer = (json, subject) => {
  const { pageId, title } = subject;
  list(json, subject);
  assert.deepEqual(
    json.results.map((each: Json) => [each.id, each.type, each.status, each.title]),
    [[pageId, 'page', 'current', title]],
  );
};
const thePageWithItsBodyIn: Answer = (json, subject) => {
  thePageIn(json, subject);
  assert.equal(json.results[0].body.storage.value, '<p>Text</p>');
};
const someIn: Answer = (json, subject) => {
  list(json, subject);
  assert.ok(json.size > 0);
};
const page: Answer = ({ id, type, title, version, _links }, subject) => {
  assert.deepEqual([id, type, title, version.number], [subject.pageId, 'page', subject.title, 1]);
  assert.ok(_links.base && _links.webui);
};
const pageWithBody: Answer = (json, subject) => {
  page(json, subject);
  assert.deepEqual([json.body.storage.value, json.body.storage.representation], ['<p>Text</p>', 'storage']);
};
const pageInSpace: Answer = ({ id, space }, { pageId }) => assert.deepEqual([id, space.key], [pageId, 'DOC']);
const made: Answer = ({ id, status, version, space, body }) => {
  assert.match(id, /^\d+$/);
  assert.deepEqual([status, version.number, space.key, body.storage.value], ['current', 1, 'DOC', '<p/>']);
};
const madeBelow: Answer = (json, subject) => {
  made(json, subject);
  assert.equal(json.ancestors.at(-1).id, subject.pageId);
};
const updated: Answer = ({ id, version }, { pageId }) => assert.deepEqual([id, version.number], [pageId, 2]);
const moved: Answer = (json, { pageId }) => assert.equal(String(json.page.id), pageId);
const comment: Answer = ({ type, title, body }, subject) =>
  assert.deepEqual([type, title, body?.storage?.value], ['comment', `Re: ${subject.title}`, 'hi']);
const history: Answer = ({ lastUpdated, latest, createdBy }) =>
  assert.deepEqual([lastUpdated.number, latest, createdBy.username], [1, true, 'uma']);
const labels: Answer = (json, subject) => {
  list(json, subject);
  assert.deepEqual(json.results.map((each: Json) => `${each.prefix}:${each.name}`).sort(), ['global:k', 'global:l']);
};
const property: Answer = ({ key, value, version }) => assert.deepEqual([key, value, version.number], ['k', { a: 1 }, 1]);
const restrictions: Answer = ({ read, update }) => {
  assert.deepEqual([read.operation, update.operation], ['read', 'update']);
  assert.deepEqual([read.restrictions.user.results, update.restrictions.group.results], [[], []]);
};
const space: Answer = ({ id, key, name, type, homepage }) => {
  assert.deepEqual([typeof id, key, name, type], ['number', 'DOC', 'Documents', 'global']);
  assert.match(homepage.id, /^\d+$/);
};
const newSpace: Answer = ({ id, key, name }, { pageId }) =>
  assert.deepEqual([typeof id, key, name], ['number', `NEW${pageId}`, 'New space']);
const person =
  (username: string): Answer =>
  (json) =>
    assert.deepEqual([json.type, json.username, typeof json.displayName], ['known', username, 'string']);
const converted: Answer = ({ value, representation }) => assert.deepEqual([value, representation], ['<h1>x</h1>', 'storage']);
const permissions: Answer = (json) => {
  assert.ok(Array.isArray(json) && json.length > 0);
  assert.deepEqual(Object.keys(json[0].operation).sort(), ['operationKey', 'targetType']);
};
const searched: Answer = (json, subject) => {
  someIn(json, subject);
  assert.ok(json.totalSize >= json.size);
  assert.equal(json.results[0].content.type, 'page');
};
const searchedWithVersions: Answer = (json, subject) => {
  searched(json, subject);
  assert.ok(json.results[0].content.version.number >= 1);
};
const theFile =
  (number: number): Answer =>
  ({ id, type, title, version, extensions, _links }, { attachmentId }) => {
    assert.deepEqual([id, type, title, version.number], [attachmentId, 'attachment', 'a.txt', number]);
    assert.equal(extensions.fileSize, 3);
    assert.match(_links.download, /^\/download\/attachments\//);
  };
const theFileIn =
  (number: number): Answer =>
  (json, subject) => {
    list(json, subject);
    assert.deepEqual([json.size, json.results[0].title, json.results[0].id], [1, 'a.txt', subject.attachmentId]);
    assert.match(json.results[0]._links.download, new RegExp(`version=${number}&`));
  };
/** What was attached, and nothing else that the page has. */
const filesOf =
  (title: string, number: number): Answer =>
  ({ results, size }) => {
    assert.deepEqual([results.length, size], [1, 1]);
    assert.deepEqual([results[0].title, results[0].version.number], [title, number]);
  };
const bytes: Answer = (text) => assert.equal(text, 'abc');
/** Deleted: no body. */
const nothing: Answer = (text) => assert.equal(text, '');

/**
 * In path, query and body, `{page}` is the id of a page of the space DOC, `{title}` its title, and `{home}` the id of
 * the space's home page. The page has the property k and the label k; where a
 * request is about attachments, it has the file a.txt with the id `{attachment}`.
 */
export interface Shipped {
  readonly from: readonly ClientName[];
  readonly request: string;
  /** Instead of the client's usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: unknown;
  /** A multipart form, in its place. */
  readonly form?: readonly Part[];
  readonly answer: Answer;
}

/** What atlassian-python-api puts on requests about files. */
const pythonFile = { accept: 'application/json', 'x-atlassian-token': 'no-check', 'user-agent': 'python-requests/2.28.1' };
const scriptFile = { ...clients['confluence.js 1.7.4'], 'x-atlassian-token': 'no-check' };

/** The texts come first, also those that say once more what the file says. */
const pythonForm = [
  textPart('type', 'attachment'),
  textPart('fileName', 'a.txt'),
  textPart('contentType', 'application/binary'),
  textPart('comment', 'c'),
  textPart('minorEdit', 'true'),
  filePart('a.txt', 'abc', 'application/binary'),
];
/** A text is sent as if it were a file. */
const scriptForm = (filename: string) => [
  { disposition: 'name="minorEdit"; filename="minorEdit"', value: 'true' },
  filePart(filename, 'abc', 'text/plain'),
];

const storage = (value: string) => ({ storage: { value, representation: 'storage' } });
const appearance = {
  properties: { 'content-appearance-draft': { value: 'fixed-width' }, 'content-appearance-published': { value: 'fixed-width' } },
};

export const shipped: readonly Shipped[] = [
  { from: everyPython, request: 'GET /rest/api/space?limit=5', answer: someIn },
  { from: script, request: 'GET /rest/api/space', answer: someIn },
  { from: everyPython, request: 'GET /rest/api/space/DOC?expand=description.plain,homepage', answer: space },
  { from: script, request: 'GET /rest/api/space/DOC?expand=homepage', answer: space },
  { from: everyPython, request: 'GET /rest/api/space/DOC/permissions', answer: permissions },
  { from: everyPython, request: 'POST /rest/api/space', body: { key: 'NEW{page}', name: 'New space' }, answer: newSpace },
  { from: python4, request: 'GET /rest/api/content?spaceKey=DOC&title={title}', answer: thePageIn },
  { from: python4, request: 'GET /rest/api/content?type=page&start=0&limit=1&spaceKey=DOC&title={title}', answer: thePageIn },
  { from: python5, request: 'GET /rest/api/content?spaceKey=DOC&title={title}&type=page', answer: thePageIn },
  {
    from: python4,
    request: 'GET /rest/api/content?type=page&start=0&limit=1&expand=body.storage&spaceKey=DOC&title={title}',
    answer: thePageWithItsBodyIn,
  },
  {
    from: python5,
    request: 'GET /rest/api/content?spaceKey=DOC&title={title}&type=page&expand=body.storage',
    answer: thePageWithItsBodyIn,
  },
  {
    from: script,
    request: 'GET /rest/api/content?spaceKey=DOC&title={title}&expand=version,body.storage',
    answer: thePageWithItsBodyIn,
  },
  { from: python4, request: 'GET /rest/api/content?spaceKey=DOC&limit=10&expand=body.export_view&type=page', answer: someIn },
  { from: everyPython, request: 'GET /rest/api/content/{page}', answer: page },
  { from: everyPython, request: 'GET /rest/api/content/{page}?expand=body.storage,version', answer: pageWithBody },
  { from: script, request: 'GET /rest/api/content/{page}?expand=version,body.storage', answer: pageWithBody },
  { from: python4, request: 'GET /rest/api/content/{page}?expand=space', answer: pageInSpace },
  { from: everyPython, request: 'GET /rest/api/content/{page}/history', answer: history },
  {
    from: everyPython,
    request: 'POST /rest/api/content',
    body: {
      type: 'page',
      title: 'New below {title}',
      status: 'current',
      space: { key: 'DOC' },
      body: storage('<p/>'),
      metadata: appearance,
      ancestors: [{ type: 'page', id: '{page}' }],
    },
    answer: madeBelow,
  },
  {
    from: script,
    request: 'POST /rest/api/content',
    body: { type: 'page', title: 'N beside {title}', space: { key: 'DOC' }, body: storage('<p/>') },
    answer: made,
  },
  {
    from: script,
    request: 'PUT /rest/api/content/{page}',
    body: { version: { number: 2 }, title: 'N instead of {title}', type: 'page', body: storage('<p/>') },
    answer: updated,
  },
  { from: everyClient, request: 'DELETE /rest/api/content/{page}', answer: nothing },
  {
    from: everyPython,
    request: 'POST /pages/movepage.action?spaceKey=DOC&pageId={page}&targetId={home}&position=append',
    headers: { accept: '*/*', 'x-atlassian-token': 'no-check', 'user-agent': 'python-requests/2.28.1' },
    answer: moved,
  },
  { from: everyClient, request: 'GET /rest/api/content/{page}/child/page', answer: list },
  {
    from: everyPython,
    request: 'GET /rest/api/content/{page}/child/comment?id={page}&start=0&limit=25&expand=body.view.value&depth=all',
    answer: list,
  },
  {
    from: everyPython,
    request: 'POST /rest/api/content',
    body: { type: 'comment', container: { id: '{page}', type: 'page', status: 'current' }, body: storage('hi') },
    answer: comment,
  },
  {
    from: python4,
    request: 'GET /rest/api/content/{page}/child/attachment?filename=a.txt',
    headers: pythonFile,
    answer: theFileIn(1),
  },
  {
    from: python4,
    request: 'POST /rest/api/content/{page}/child/attachment/{attachment}/data',
    headers: pythonFile,
    form: pythonForm,
    answer: theFile(2),
  },
  {
    from: python5,
    request: 'PUT /rest/api/content/{page}/child/attachment',
    headers: pythonFile,
    form: pythonForm,
    answer: filesOf('a.txt', 2),
  },
  {
    from: script,
    request: 'POST /rest/api/content/{page}/child/attachment',
    headers: scriptFile,
    form: scriptForm('b.txt'),
    answer: filesOf('b.txt', 1),
  },
  {
    from: script,
    request: 'PUT /rest/api/content/{page}/child/attachment',
    headers: scriptFile,
    form: scriptForm('a.txt'),
    answer: filesOf('a.txt', 2),
  },
  { from: everyPython, request: 'GET /rest/api/content/{page}/child/attachment?limit=50', answer: theFileIn(1) },
  { from: script, request: 'GET /rest/api/content/{page}/child/attachment', answer: theFileIn(1) },
  { from: everyPython, request: 'GET /download/attachments/{page}/a.txt?version=1&api=v2', answer: bytes },
  { from: everyClient, request: 'GET /rest/api/content/{page}/label', answer: list },
  {
    from: everyPython,
    request: 'POST /rest/api/content/{page}/label',
    body: { prefix: 'global', name: 'l' },
    answer: labels,
  },
  {
    from: script,
    request: 'POST /rest/api/content/{page}/label',
    body: [{ prefix: 'global', name: 'l' }],
    answer: labels,
  },
  { from: everyPython, request: 'DELETE /rest/api/content/{page}/label?id={page}&name=k', answer: nothing },
  { from: python4, request: 'GET /rest/api/content/{page}/property', answer: someIn },
  { from: python5, request: 'GET /rest/api/content/{page}/property?limit=100', answer: someIn },
  { from: everyPython, request: 'GET /rest/api/content/{page}/property/k', answer: property },
  { from: everyPython, request: 'GET /rest/api/content/{page}/restriction/byOperation', answer: restrictions },
  {
    from: everyPython,
    request: 'GET /rest/api/search?start=0&limit=10&cql=space%3DDOC+and+type%3Dpage&expand=content.version',
    answer: searchedWithVersions,
  },
  { from: script, request: 'GET /rest/api/search?cql=type%3Dpage', answer: searched },
  { from: script, request: 'GET /rest/api/content/search?cql=type%3Dpage', answer: someIn },
  { from: python4, request: 'GET /rest/api/content/search?cql=type%3Dpage+AND+label%3D%22k%22&limit=50', answer: someIn },
  { from: python5, request: 'GET /rest/api/content?label=k&type=page', answer: someIn },
  { from: everyPython, request: 'GET /rest/api/user?username=admin', answer: person('admin') },
  { from: script, request: 'GET /rest/api/user/current', answer: person('uma') },
  { from: everyPython, request: 'GET /rest/api/group?limit=1000&start=0', answer: someIn },
  { from: python4, request: 'GET /rest/api/group/weir-users/member?limit=1000&start=0&expand=None', answer: someIn },
  { from: python5, request: 'GET /rest/api/group/weir-users/member', answer: someIn },
  {
    from: everyPython,
    request: 'POST /rest/api/contentbody/convert/storage',
    body: { value: 'h1. x', representation: 'wiki' },
    answer: converted,
  },
];
