/** Display and language, pictures of people, and a changed e-mail address, over HTTP. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { systemOrigin } from '../../../src/audit/origin.ts';
import type { Visitor } from '../../support/visitor.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { tokenIn } from './form-visitor.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`display and language (${engine})`, () => {
    let weir: TestWeir;
    before(async () => {
      weir = await startWeir({ engine });
    });
    after(() => weir.stop());

    async function space(user: TestUser): Promise<void> {
      const made = await weir.rooms.wiki.spaces.create(user.person, { key: 'TIME', name: 'Time', private: false }, systemOrigin);
      assert.ok(!('refused' in made));
    }

    test('the theme is in the document from the first byte, without a script', async () => {
      const visitor = await weir.signedIn(await weir.user('uma'));
      const page = async () => (await (await visitor.request('/users/preferences')).text()).slice(0, 400);
      assert.doesNotMatch(await page(), /data-theme/);
      for (const theme of ['dark', 'light']) {
        await visitor.post('/users/preferences', { theme });
        assert.match(await page(), new RegExp(`<html lang="en-GB" data-theme="${theme}">`));
        assert.match(await page(), new RegExp(`<meta name="color-scheme" content="${theme}">`));
      }
      await visitor.post('/users/preferences', { theme: 'system' });
      assert.doesNotMatch(await page(), /data-theme/);
      await visitor.post('/users/preferences', { theme: '"><script>', language: 'xx', locale: 'de-DE', timeZone: 'Mars/Base' });
      assert.match(await page(), /<html lang="en-GB" >/, 'what is no choice was not chosen');
    });

    test('dates are written in the zone and the way that somebody chose', async () => {
      const vera = await weir.user('vera');
      const visitor = await weir.signedIn(vera);
      const times = async () =>
        (await (await visitor.request('/users/sessions')).text()).match(/class="tooltip"[^<]*<|class="tooltip"[^<]*/g) ?? [];
      assert.match((await times())[0] ?? '', /data-local-time.*UTC/, 'the browser’s zone, where scripts run');
      await visitor.post('/users/preferences', { theme: 'system', language: 'en', locale: 'en-US', timeZone: 'Asia/Tokyo' });
      const [first = ''] = await times();
      assert.match(first, /GMT\+9/);
      assert.match(first, /[A-Z][a-z]+ \d{1,2}, \d{4}/);
      assert.doesNotMatch(first, /data-local-time/, 'a chosen zone is not replaced by the browser’s');
    });

    test('dates in the text of a page are the reader’s too, and those of the API the same for everybody', async () => {
      const xenia = await weir.user('xenia');
      const { wiki, database } = weir.rooms;
      const made = await wiki.spaces.create(xenia.person, { key: 'DATES', name: 'Dates', private: false }, systemOrigin);
      assert.ok(!('refused' in made));
      const page = await wiki.createPage(xenia.person, {
        spaceKey: 'DATES',
        title: 'Plan',
        body: '<p>Until <time datetime="2026-03-05" /></p><ac:structured-macro ac:name="recently-updated" />',
      });
      assert.ok(!('refused' in page));
      // Late in the evening in UTC: the next day in Tokyo.
      await database.write((queries) =>
        queries
          .updateTable('content_version')
          .set({ created_at: Date.parse('2026-03-11T23:30:00Z') })
          .where('content_id', '=', page.id)
          .execute(),
      );
      const visitor = await weir.signedIn(xenia);
      const shown = async () =>
        (await (await visitor.request(`/spaces/DATES/pages/${page.id}/Plan`)).text()).replaceAll('\u202f', ' ');
      const answered = async () => {
        const answer = await visitor.request(`/rest/api/content/${page.id}?expand=body.view`);
        return ((await answer.json()) as { readonly body: { readonly view: { readonly value: string } } }).body.view.value;
      };
      const shows = async (until: string, changed: string) => {
        const page = await shown();
        assert.ok(page.includes(`>${until}</time>`), until);
        assert.ok(page.includes(`changed ${changed} by`), changed);
      };
      const before = await answered();
      assert.match(before, />Mar 5, 2026<.*changed Mar 11, 2026/);
      await shows('5 Mar 2026', '11 Mar 2026');
      await visitor.post('/users/preferences', { theme: 'system', language: 'en', locale: 'en-CA', timeZone: 'Asia/Tokyo' });
      await shows('Mar 5, 2026', 'Mar 12, 2026');
      await visitor.post('/users/preferences', { theme: 'system', language: 'en', locale: 'en-GB', timeZone: 'Asia/Tokyo' });
      await shows('5 Mar 2026', '12 Mar 2026');
      assert.equal(await answered(), before);
    });

    test('days in CQL begin where the reader is', async () => {
      const wim = await weir.user('wim');
      await space(wim);
      const visitor = await weir.signedIn(wim);
      const found = async (cql: string) => {
        const answer = await visitor.request(`/rest/api/content/search?cql=${encodeURIComponent(cql)}`);
        const body = (await answer.json()) as { readonly results: readonly unknown[] };
        return body.results.length;
      };
      // Home of the space, made at half past eleven at night in UTC: the next day in Tokyo.
      const late = Date.parse('2026-03-11T23:30:00Z');
      await weir.rooms.database.write((queries) =>
        queries.updateTable('content').set({ created_at: late }).where('creator_id', '=', wim.person.id).execute(),
      );
      const onThe11th = 'space = TIME and created = "2026-03-11"';
      const onThe12th = 'space = TIME and created = "2026-03-12"';
      assert.deepEqual([await found(onThe11th), await found(onThe12th)], [1, 0]);
      await visitor.post('/users/preferences', { theme: 'system', timeZone: 'Asia/Tokyo' });
      assert.deepEqual([await found(onThe11th), await found(onThe12th)], [0, 1]);
    });
  });
}

suite('a picture of somebody', () => {
  let weir: TestWeir;
  let uma: TestUser;
  let visitor: Visitor;
  before(async () => {
    weir = await startWeir({ contextPath: '/confluence' });
    uma = await weir.user('uma');
    visitor = await weir.signedIn(uma);
  });
  after(() => weir.stop());

  async function upload(bytes: Uint8Array, mediaType = 'image/png'): Promise<Response> {
    const token = tokenIn(await (await visitor.request('/users/viewmyprofile.action')).text()) ?? '';
    const body = new FormData();
    body.append('csrf_token', token);
    body.append('picture', new Blob([Buffer.from(bytes)], { type: mediaType }), 'me.png');
    return visitor.request('/users/picture', { method: 'POST', body, headers: { origin: new URL(weir.baseUrl).origin } });
  }
  const drawn = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#2a7' } });
  const me = async () => {
    const answer = await visitor.request('/rest/api/user/current');
    return (await answer.json()) as { readonly profilePicture: { readonly path: string; readonly isDefault: boolean } };
  };

  test('is made small and square, whatever was sent, and leaves behind what a camera says', async () => {
    assert.equal((await me()).profilePicture.isDefault, true);
    const kinds = [
      drawn(900, 300).png(),
      drawn(300, 900)
        .jpeg()
        .withExif({ IFD0: { Artist: 'Secret' } }),
      drawn(50, 40).webp(),
    ];
    for (const kind of kinds) {
      assert.equal((await upload(await kind.toBuffer())).headers.get('location'), '/confluence/users/viewmyprofile.action');
      const { path, isDefault } = (await me()).profilePicture;
      assert.equal(isDefault, false);
      const answer = await visitor.request(path);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/);
      const bytes = Buffer.from(await answer.arrayBuffer());
      const { width, height, exif } = await sharp(bytes).metadata();
      assert.deepEqual([width, height, exif], [128, 128, undefined]);
    }
    assert.match(
      await (await visitor.request('/')).text(),
      /<img class="avatar avatar-person avatar-small" src="\/confluence\/download\/userpics\//,
    );
  });

  test('is refused in words when it is none', async () => {
    const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    for (const [bytes, words] of [
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'This picture cannot be read'],
      [Buffer.from('GIF89a'), 'This picture cannot be read'],
      [bomb, 'This picture cannot be read'],
      [Buffer.alloc(10 * 1024 * 1024 + 1), 'too large'],
      [Buffer.alloc(0), 'Choose a file'],
    ] as const) {
      const answer = await upload(bytes);
      assert.equal(answer.status, 422);
      assert.ok((await answer.text()).includes(words), words);
    }
  });

  test('is shown to those who may see people, and gone when it is taken away', async () => {
    const { path } = (await me()).profilePicture;
    assert.equal((await weir.visitor().request(path)).status, 401);
    const link = await weir.link({ scope: 'READ' });
    const { access_token } = await weir.tokensFor(uma, link, { scope: 'READ' });
    assert.equal((await weir.call(access_token, path.replace('/confluence', ''))).status, 200);
    const token = tokenIn(await (await visitor.request('/users/viewmyprofile.action')).text()) ?? '';
    const body = new URLSearchParams({ csrf_token: token });
    await visitor.request('/users/picture/remove', { method: 'POST', body, headers: { origin: new URL(weir.baseUrl).origin } });
    assert.equal((await visitor.request(path)).status, 404);
    assert.equal((await me()).profilePicture.isDefault, true);
  });

  test('goes with the account', async () => {
    const gus = await weir.user('gus');
    visitor = await weir.signedIn(gus);
    await upload(await drawn(40, 40).png().toBuffer());
    await weir.rooms.users.delete(gus.person.id, systemOrigin);
    const rows = await weir.rooms.database.read.selectFrom('user_picture').select('user_id').execute();
    assert.deepEqual(rows, []);
  });
});
