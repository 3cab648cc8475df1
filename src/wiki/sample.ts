/** The sample space: a small page tree for trying Weir out. */
import type { Origin } from '../audit/origin.ts';
import type { Person } from '../http/caller.ts';
import type { SpaceRecord } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { type SamplePage, sampleHome, samplePages } from './sample-pages.ts';
import type { Wiki } from './wiki.ts';

export const sampleSpaceKey = 'SAMPLE';

/**
 * Makes the sample space.
 * @param person who becomes its author, and administers it
 * @returns `space-key-taken` when it is there already
 */
export async function createSampleSpace(wiki: Wiki, person: Person, origin: Origin): Promise<SpaceRecord | Refusal> {
  const space = await wiki.spaces.create(
    person,
    {
      key: sampleSpaceKey,
      name: 'Sample space',
      description: 'A small tree of pages for trying things out.',
      homepageBody: sampleHome,
    },
    origin,
  );
  if (isRefusal(space)) return space;
  const refused = await createBelow(space.homepageId, samplePages);
  return refused ?? space;

  async function createBelow(parentId: number | undefined, pages: readonly SamplePage[]): Promise<Refusal | undefined> {
    for (const { title, body, children = [] } of pages) {
      const page = await wiki.createPage(person, {
        spaceKey: sampleSpaceKey,
        title,
        body,
        ...(parentId === undefined ? {} : { parentId }),
      });
      if (isRefusal(page)) return page;
      const refusal = await createBelow(page.id, children);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }
}
