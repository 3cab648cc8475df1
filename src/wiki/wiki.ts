/** Puts this room together: everything the floors above may ask of the wiki, with what it needs passed in. */
import type { Database } from '../database/database.ts';
import type { Clock } from '../foundation/clock.ts';
import { contextPathOf } from '../http/app.ts';
import { type LabelReads, labelReads } from './annotations/label-reads.ts';
import { type LabelVerbs, labelVerbs } from './annotations/labels.ts';
import { type PropertyVerbs, propertyVerbs } from './annotations/properties.ts';
import { type WatchVerbs, watchVerbs } from './annotations/watches.ts';
import { type Attachments, createAttachments } from './attachments/attachments.ts';
import type { AttachmentStorage } from './attachments/staging.ts';
import { type CommentReads, type CommentVerbs, commentReads, commentVerbs } from './commenting.ts';
import { type Comparisons, comparisons } from './comparison.ts';
import { type ContainedReads, containedReads } from './contained.ts';
import { type ContentReads, contentReads } from './content.ts';
import { type CreatingVerbs, creatingVerbs } from './creating.ts';
import { type DraftVerbs, draftVerbs } from './drafts.ts';
import { type EmptyingTrash, emptyingTrash } from './emptying-trash.ts';
import { type Announce, announceToNobody, tellingOfNoDraft } from './events.ts';
import { type InvolvementReads, involvementReads } from './involvement.ts';
import { type LinkFollowing, linkFollowing } from './link-following.ts';
import { type LinkReads, linkReads } from './link-index.ts';
import { type LinkedPages, noLinkedPages } from './linked-pages.ts';
import { type LongTaskReads, longTaskReads } from './long-tasks.ts';
import { type MetricsReads, metricsReads } from './metrics.ts';
import { type PendingEditReads, type PendingEditVerbs, pendingEditReads, pendingEditVerbs } from './pending-edits.ts';
import type { Reader } from './permissions.ts';
import { type PublishingVerbs, publishingVerbs } from './publishing.ts';
import { type RecentViews, recentViews } from './recent-views.ts';
import { type Renderer, renderer } from './render.ts';
import { type RestrictionVerbs, restrictionVerbs } from './restrictions.ts';
import { type RightsReads, rightsReads } from './rights.ts';
import { type ScanReads, scanReads } from './scan.ts';
import { indexMerging } from './search/index-merging.ts';
import { type Search, search } from './search/search.ts';
import { type TextIndex, textIndex } from './search/text-index.ts';
import { type SpaceChanges, spaceChanges } from './space-changes.ts';
import { type SpaceCreation, spaceCreation } from './space-creation.ts';
import { type SpaceDeletions, spaceDeletions } from './space-deletion.ts';
import { type SpacePermissionVerbs, spacePermissionVerbs } from './space-permissions.ts';
import { type SpaceSizes, spaceSizes } from './space-sizes.ts';
import { type Spaces, spaces } from './spaces.ts';
import type { Reading } from './storage-format/rendering.ts';
import { type TemplateVerbs, templateVerbs } from './templates.ts';
import { type TrashVerbs, trashVerbs } from './trash.ts';
import { type TreeReads, treeReads } from './tree.ts';
import { type VersionVerbs, versionVerbs } from './version-removal.ts';
import { type VersionReads, versionReads } from './versions.ts';

export interface WikiOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
  readonly storage: AttachmentStorage;
  /** Told of what happens; without it nobody is. */
  readonly announce?: Announce;
  /** Pages of linked wikis; without it none is linked. */
  readonly linkedPages?: LinkedPages;
  /** How somebody reads dates in the browser; without it as programs do. */
  readonly readingOf?: (reader: Reader) => Reading;
  /** How much the first step of a deletion in steps takes: what is no more than that is gone at once. Those after it go by the time they take. */
  readonly deletionStep?: number;
}

const usualDeletionStep = 200;

export interface Wiki
  extends CreatingVerbs,
    PublishingVerbs,
    DraftVerbs,
    PendingEditVerbs,
    PendingEditReads,
    CommentVerbs,
    TrashVerbs,
    VersionVerbs {
  readonly spaces: Spaces & SpaceCreation & SpaceChanges & SpaceDeletions & EmptyingTrash & SpaceSizes;
  readonly longTasks: LongTaskReads;
  readonly permissions: SpacePermissionVerbs;
  readonly content: ContentReads;
  readonly recentViews: RecentViews;
  readonly rights: RightsReads;
  readonly involvement: InvolvementReads;
  readonly comments: CommentReads;
  readonly contained: ContainedReads;
  readonly scans: ScanReads;
  readonly attachments: Attachments;
  readonly restrictions: RestrictionVerbs;
  readonly tree: TreeReads;
  readonly versions: VersionReads;
  readonly comparisons: Comparisons;
  readonly links: LinkReads & LinkFollowing;
  readonly renderer: Renderer;
  readonly search: Search & Pick<TextIndex, 'catchUp' | 'reindex'>;
  readonly labels: LabelVerbs & LabelReads;
  readonly properties: PropertyVerbs;
  readonly watches: WatchVerbs;
  readonly templates: TemplateVerbs;
  readonly metrics: MetricsReads;
}

export function createWiki({
  database: plain,
  clock,
  baseUrl,
  storage,
  announce: tell = announceToNobody,
  linkedPages = noLinkedPages,
  readingOf,
  deletionStep = usualDeletionStep,
}: WikiOptions): Wiki {
  const announce = tellingOfNoDraft(tell);
  const contextPath = contextPathOf(baseUrl);
  // Whatever a verb writes, it can be found as soon as it is committed.
  const { database, catchUp, reindex } = textIndex(plain);
  const merging = indexMerging(plain);
  const viewing = recentViews({ database: plain, clock });
  const searching = search({ database, clock, recentViews: viewing });
  const content = contentReads(database);
  const versions = versionReads(database);
  const rendering = renderer({ database, baseUrl, contextPath, search: searching, clock, linkedPages, readingOf });
  return {
    spaces: {
      ...spaces(database),
      ...spaceCreation({ database, clock, announce }),
      ...spaceChanges({ database, clock, announce }),
      ...spaceDeletions({ database, clock, announce }, { merging, firstStep: deletionStep }),
      ...emptyingTrash({ database, clock, announce }, { merging, firstStep: deletionStep }),
      ...spaceSizes(database),
    },
    longTasks: longTaskReads(database, clock),
    permissions: spacePermissionVerbs({ database, clock, announce }),
    content,
    recentViews: viewing,
    rights: rightsReads(database),
    involvement: involvementReads(database),
    comments: commentReads(database),
    contained: containedReads(database),
    scans: scanReads(database),
    attachments: createAttachments({ database, clock, storage, announce }),
    restrictions: restrictionVerbs({ database, clock }),
    tree: treeReads(database),
    versions,
    comparisons: comparisons({ content, versions, renderer: rendering }),
    links: { ...linkReads(database), ...linkFollowing({ database, clock }) },
    renderer: rendering,
    search: { ...searching, catchUp, reindex },
    labels: { ...labelVerbs({ database, clock, announce }), ...labelReads(database) },
    properties: propertyVerbs({ database, clock }),
    watches: watchVerbs({ database, clock }),
    templates: templateVerbs({ database, clock }),
    metrics: metricsReads(database),
    ...creatingVerbs({ database, clock, announce }),
    ...publishingVerbs({ database, clock, announce }),
    ...draftVerbs({ database, clock, announce }),
    ...pendingEditVerbs({ database, clock, announce }),
    ...pendingEditReads(database),
    ...commentVerbs({ database, clock, announce }),
    ...versionVerbs(database),
    ...trashVerbs({ database, clock, announce }, { merging, firstStep: deletionStep }),
  };
}
