/** The frame and the components, as documents: what holds for every page without a browser. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadAssets } from '../../src/web/assets.ts';
import { html } from '../../src/web/html.ts';
import { page } from '../../src/web/layout/page.ts';
import { gallery } from './gallery.ts';
import { galleryView } from './gallery-server.ts';

suite('every page', () => {
  const view = galleryView({ basePath: '/wiki', assets: loadAssets(), theme: 'system' });
  const documents = Object.entries(gallery).map(([path, render]) => [path, render(view)] as const);

  test('leads only to addresses under the context path', () => {
    for (const [path, document] of documents) {
      for (const [, address = ''] of document.matchAll(/ (?:href|src|action)="([^"]*)"/g)) {
        assert.ok(/^(?:\/wiki\/|#|\?|https:\/\/)/.test(address), `${path} leads to ${address}`);
      }
    }
  });

  test('has no inline style, script or handler', () => {
    for (const [path, document] of documents) {
      assert.doesNotMatch(document, /<[^>]+ style=|<[^>]+ on[a-z]+=|<style|<script(?![^>]* src=)/, path);
    }
  });

  test('sends the token with every form that is posted', () => {
    for (const [path, document] of documents) {
      for (const [form] of document.matchAll(/<form(?=[^>]*method="post")[\s\S]*?<\/form>/g)) {
        assert.match(form, /<input type="hidden" name="csrf_token" value="token-of-this-session">/, path);
      }
    }
  });

  test('has one h1, one main, a language and a title', () => {
    for (const [path, document] of documents) {
      assert.equal(document.match(/<h1[ >]/g)?.length, 1, path);
      assert.equal(document.match(/<main /g)?.length, 1, path);
      assert.match(document, /^<!doctype html>\n<html lang="en-GB"/, path);
      assert.match(document, /<title>[^<]+ · Weir<\/title>/, path);
    }
  });

  test('names each id once', () => {
    for (const [path, document] of documents) {
      const ids = [...document.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      assert.deepEqual(ids, [...new Set(ids)], path);
    }
  });

  test('offers General configuration to administrators only, and the way in to who is not signed in', () => {
    const show = (viewer: typeof view.viewer) =>
      page({ ...view, viewer }, { kind: 'app', title: 'Spaces', main: html`<h1>Spaces</h1>` });
    const reader = {
      username: 'uma',
      fullName: 'Uma Okafor',
      userKey: '0'.repeat(32),
      picture: undefined,
      timeZone: undefined,
      isAdministrator: false,
      isSystemAdministrator: false,
    };
    assert.doesNotMatch(show(reader), /General configuration/);
    assert.match(show({ ...reader, isAdministrator: true }), /General configuration/);
    assert.match(show(undefined), /href="\/wiki\/login.action"/);
    assert.doesNotMatch(show(undefined), /Log out/);
  });

  test('takes the theme that was chosen', () => {
    const show = (theme: typeof view.theme) =>
      page({ ...view, theme }, { kind: 'bare', title: 'Log in', main: html`<h1>Log in</h1>` });
    assert.match(show('dark'), /<html lang="en-GB" data-theme="dark">/);
    assert.doesNotMatch(show('system'), /data-theme/);
  });
});
