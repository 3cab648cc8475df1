/** Results of a search on the wire. */
import { pagePath, spacePath, userPath } from '../../wiki/addresses.ts';
import type { SpaceRecord } from '../../wiki/records.ts';
import { excerptOf, type IsHit, segmentsOf } from '../../wiki/search/excerpts.ts';
import type { SearchHit } from '../../wiki/search/hits.ts';
import type { Found } from '../../wiki/search/search.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import { friendlyDate, type Json, wireDate } from '../site.ts';
import type { Batch } from './expansion.ts';
import { spacesJson } from './space.ts';
import { userJson } from './user.ts';

/** `highlight` marks what was looked for; `indexed` is the beginning of the text. */
export type ExcerptKind = 'highlight' | 'indexed' | 'none';

export function excerptKindOf(text: string | undefined): ExcerptKind {
  return text === 'indexed' || text === 'none' ? text : 'highlight';
}

type HitOf<Kind extends SearchHit['kind']> = Extract<SearchHit, { readonly kind: Kind }>;

/** @returns the results on the wire, in their order */
export async function searchResultsJson(
  batch: Batch,
  { results, isHit }: Found,
  expand: ExpandTree,
  excerpts: ExcerptKind,
): Promise<readonly Json[]> {
  const contents = results.filter((hit): hit is HitOf<'content'> => hit.kind === 'content').map(({ content }) => content);
  const spaces = results.filter((hit): hit is HitOf<'space'> => hit.kind === 'space').map(({ space }) => space);
  const [contentJson, spaceJson, texts] = await Promise.all([
    batch.contents(contents, expand.get('content') ?? nothing),
    spacesJson(batch, spaces, expand.get('space') ?? nothing),
    excerpts === 'none'
      ? new Map<number, string>()
      : batch.wiki.search.texts(
          batch.reader,
          contents.map(({ id }) => id),
        ),
  ]);
  const contentById = new Map(contents.map(({ id }, index) => [id, contentJson[index] ?? {}]));
  const spaceById = new Map(spaces.map(({ id }, index) => [id, spaceJson[index] ?? {}]));
  const write: Writer = {
    title: (text) => (excerpts === 'highlight' ? marked(text, isHit) : text),
    excerpt: (text) => excerptText(text, isHit, excerpts),
  };
  return results.map((hit) => {
    switch (hit.kind) {
      case 'content':
        return contentResult(hit, contentById.get(hit.content.id) ?? {}, texts.get(hit.content.id) ?? '', write);
      case 'space':
        return spaceResult(hit, spaceById.get(hit.space.id) ?? {}, write);
      case 'user':
        return userResult(batch, hit, expand.get('user') ?? nothing, write);
      default:
        return hit satisfies never;
    }
  });
}

interface Writer {
  title(text: string): string;
  excerpt(text: string): string;
}

function contentResult({ content, container }: HitOf<'content'>, json: Json, text: string, write: Writer): Json {
  const links = json._links as Readonly<Record<string, string>> | undefined; // Content on the wire has them.
  return {
    content: json,
    title: write.title(content.title),
    excerpt: write.excerpt(text),
    url: links?.webui,
    resultGlobalContainer: containerOf(content.space),
    ...(container === undefined ? {} : { resultParentContainer: { title: container.title, displayUrl: pagePath(container) } }),
    entityType: 'content',
    iconCssClass: `aui-icon content-type-${content.type}`,
    ...modified(content.version.createdAt),
  };
}

function spaceResult({ space, modifiedAt }: HitOf<'space'>, json: Json, write: Writer): Json {
  return {
    space: json,
    title: write.title(space.name),
    excerpt: write.excerpt(space.description),
    url: spacePath(space),
    resultGlobalContainer: containerOf(space),
    entityType: 'space',
    iconCssClass: 'aui-icon content-type-space',
    ...modified(modifiedAt),
  };
}

function userResult({ site }: Batch, { user, modifiedAt }: HitOf<'user'>, expand: ExpandTree, write: Writer): Json {
  return {
    user: userJson(site, user, expand),
    title: write.title(user.fullName),
    excerpt: '',
    url: userPath(user.username),
    entityType: 'user',
    iconCssClass: 'aui-icon content-type-profile',
    ...modified(modifiedAt),
  };
}

function containerOf(space: SpaceRecord): Json {
  return { title: space.name, displayUrl: spacePath(space) };
}

function modified(time: number): Json {
  return { lastModified: wireDate(time), friendlyLastModified: friendlyDate(time), timestamp: time };
}

function excerptText(text: string, isHit: IsHit | undefined, kind: ExcerptKind): string {
  switch (kind) {
    case 'highlight':
      return marked(excerptOf(text, isHit), isHit);
    case 'indexed':
      return escaped(excerptOf(text, undefined));
    case 'none':
      return '';
    default:
      return kind satisfies never;
  }
}

/** The marks of Confluence around what was looked for; everything else is escaped, so that it can be put into a page. */
function marked(text: string, isHit: IsHit | undefined): string {
  return segmentsOf(text, isHit)
    .map((segment) => (segment.hit ? `@@@hl@@@${escaped(segment.text)}@@@endhl@@@` : escaped(segment.text)))
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
