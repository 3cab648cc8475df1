/** Every form that asks for text, filled in with what people paste: it is never a failure of the program, and what was typed comes back with what is wrong. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, type ConsoleVisitor } from './console.ts';

const typed: Readonly<Record<string, string>> = {
  nothing: '',
  'a text far too long': 'Ж'.repeat(900),
  'marks and signs of all kinds': '<b>"x\u202e\u{1f30a} & ]]> {a|b} Zoë',
};

/** What is asked for once more instead of being shown again: secrets, codes, and names that have to be typed to agree. */
const askedAgain = new Set(['confirmation', 'code']);

interface Field {
  readonly name: string;
  readonly isSecret: boolean;
}

interface Form {
  readonly action: string;
  readonly fields: readonly Field[];
  /** What is sent as it stands. */
  readonly others: readonly (readonly [string, string])[];
}

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const attribute = (tag: string, name: string) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(` ${tag}`)?.[1] ?? '');

function formsIn(page: string): readonly Form[] {
  const main = page.slice(page.indexOf('<main'));
  return Array.from(main.matchAll(/<form([^>]*method="post"[^>]*)>([\s\S]*?)<\/form>/g), ([, head = '', body = '']): Form => {
    const tags = Array.from(body.matchAll(/<(?:input|textarea)\b([^>]*)>/g), ([, tag = '']) => tag);
    const kind = (tag: string) => attribute(tag, 'type');
    const selects = Array.from(
      body.matchAll(/<select\b([^>]*)>[\s\S]*?<option[^>]*value="([^"]*)"/g),
      ([, tag = '', value = '']) => [attribute(tag, 'name'), unescaped(value)] as const,
    );
    const set = tags
      .filter((tag) => kind(tag) === 'hidden' || (['radio', 'checkbox'].includes(kind(tag)) && / checked/.test(tag)))
      .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')] as const);
    return {
      action: /multipart|data-passkey/.test(head) ? '' : attribute(head, 'action'),
      fields: tags
        .filter(
          (tag) =>
            !['hidden', 'radio', 'checkbox'].includes(kind(tag)) && !/ readonly/.test(tag) && attribute(tag, 'name') !== '',
        )
        .map((tag) => ({ name: attribute(tag, 'name'), isSecret: kind(tag) === 'password' })),
      others: [...set, ...selects].filter(([name]) => name !== 'csrf_token'),
    };
  }).filter(({ action, fields }) => action !== '' && fields.length > 0);
}

suite('the forms of the console and the profile', () => {
  let weir: TestWeir;
  let ada: ConsoleVisitor;
  let pages: readonly string[];
  before(async () => {
    weir = await startWeir();
    ada = await atTheConsole(weir);
    const { person } = await weir.user('lin');
    await weir.rooms.groups.create('crew', systemOrigin);
    await weir.rooms.wiki.spaces.create(weir.admin.person, { key: 'OPS', name: 'Operations' }, systemOrigin);
    await weir.rooms.wiki.templates.create(
      { person: weir.admin.person, isAdministrator: true, origin: systemOrigin },
      { spaceKey: undefined, name: 'T', description: '', body: '<p>x</p>', labels: [] },
    );
    const [link, service] = [await weir.link(), await weir.serviceAccount()];
    const user = `/admin/users/${person.userKey}`;
    pages = [
      ['/admin/users/invite', '/admin/users/create', user, `${user}/edit`, `${user}/delete`, '/admin/groups/create-group'],
      ['/admin/groups/crew', '/admin/groups/crew/delete', '/admin/global-permissions', '/admin/templates/create'],
      ['/admin/templates/1/edit', '/admin/application-links/create/incoming', `/admin/application-links/${link.id}/edit`],
      [`/admin/application-links/create/outgoing/form?provider=custom&key=${'a'.repeat(32)}`, '/admin/service-accounts/create'],
      [`/admin/service-accounts/${service.id}/edit`, '/admin/web-hooks/create', '/admin/site', '/admin/security', '/admin/mail'],
      ['/admin/backup/schedule', '/admin/audit-log', '/users/viewmyprofile.action', '/users/preferences'],
      ['/users/changemypassword.action', '/users/two-step-sign-in/app', '/users/personal-access-tokens/create'],
      ['/spaces/OPS/permissions', '/spaces/OPS/settings', '/spaces/OPS/delete', '/spaces/OPS/templates/create'],
      ['/spaces/createspace.action', '/pages/insertmacro.action?macro=children', '/pages/createpage.action?spaceKey=OPS'],
    ].flat();
  });
  after(() => weir.stop());

  for (const [kind, value] of Object.entries(typed)) {
    test(`filled in with ${kind}`, async () => {
      let count = 0;
      for (const path of pages) {
        for (const { action, fields, others } of formsIn(await ada.page(path))) {
          const filled = [...others, ...fields.map(({ name }) => [name, value] as const)];
          const byName = Map.groupBy(filled, ([name]) => name);
          const sent = Object.fromEntries([...byName].map(([name, pairs]) => [name, pairs.map(([, text]) => text)]));
          const answer = await ada.post(action, sent);
          const text = unescaped(await answer.text());
          count += 1;
          const where = `${path} ${action}: ${answer.status}`;
          assert.ok(answer.status < 500, where);
          if (answer.status < 400) continue;
          assert.ok([400, 422].includes(answer.status), where);
          for (const { name, isSecret } of fields) {
            if (!isSecret && !askedAgain.has(name)) assert.ok(text.includes(value.trim()), `${where} has lost ${name}`);
          }
        }
      }
      assert.ok(count > 30, String(count));
    });
  }
});
