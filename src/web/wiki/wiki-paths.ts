/** The addresses of the wiki's own pages, as paths under the context path; those of spaces and pages are the domain's (`wiki/addresses.ts`). */
import { pagePath } from '../../wiki/addresses.ts';
import type { ContentRecord } from '../../wiki/records.ts';

const ofSpace = (key: string) => `/spaces/${encodeURIComponent(key)}`;

export const wikiPaths = {
  createSpace: '/spaces/createspace.action',
  /** What one linked wiki finds. */
  linkedSearch: '/linkedsearch.action',
  spacePages: (key: string) => `${ofSpace(key)}/pages`,
  spaceBlog: (key: string) => `${ofSpace(key)}/blog`,
  templates: (key: string) => `${ofSpace(key)}/templates`,
  spaceSettings: (key: string) => `${ofSpace(key)}/settings`,
  archiveSpace: (key: string) => `${ofSpace(key)}/settings/archive`,
  restoreSpace: (key: string) => `${ofSpace(key)}/settings/restore`,
  removeSpace: (key: string) => `${ofSpace(key)}/delete`,
  /** How far a deletion is; the space itself has no address any more. */
  spaceDeletion: (taskId: number) => `/space-deletions/${taskId}`,
  spaceTrash: (key: string) => `${ofSpace(key)}/trash`,
  restoreTrash: (key: string) => `${ofSpace(key)}/trash/restore`,
  purgeTrash: (key: string) => `${ofSpace(key)}/trash/purge`,
  emptyTrash: (key: string) => `${ofSpace(key)}/trash/empty`,
  spacePermissions: (key: string) => `${ofSpace(key)}/permissions`,
  /** Where Confluence has it: every other address below a page could be a title. */
  history: (id: number) => `/pages/viewpreviousversions.action?pageId=${id}`,
  /** Where Confluence has it, and where the form goes. */
  restoreVersionForm: '/pages/revertpagebacktoversion.action',
  restoreVersion: (id: number, version: number) => `/pages/revertpagebacktoversion.action?pageId=${id}&version=${version}`,
  comparison: (id: number, before: number, after: number) =>
    `/pages/diffpagesbyversion.action?pageId=${id}&selectedPageVersions=${before}&selectedPageVersions=${after}`,
  labels: (id: number) => `/pages/labels.action?pageId=${id}`,
  /** What has a label, everywhere or in one space. */
  label: (name: string, spaceKey?: string) =>
    `/label/${spaceKey === undefined ? '' : `${encodeURIComponent(spaceKey)}/`}${encodeURIComponent(name)}`,
  /** The spaces that have a label. */
  labelledSpaces: (name: string) => `/?label=${encodeURIComponent(name)}`,
  /** Where Confluence has them, too. */
  attachments: (id: number) => `/pages/viewpageattachments.action?pageId=${id}`,
  removeAttachment: (id: number) => `/pages/removeattachment.action?pageId=${id}`,
  attach: (id: number) => `/pages/doattachfile.action?pageId=${id}`,
  /** Where Confluence has it, too; it is also where the form goes. */
  editPage: '/pages/editpage.action',
  edit: (id: number) => `/pages/editpage.action?pageId=${id}`,
  createContent: (type: 'page' | 'blogpost') => (type === 'page' ? '/pages/createpage.action' : '/pages/createblogpost.action'),
  /** @param parentId the page below which a page begins */
  create: (type: 'page' | 'blogpost', spaceKey: string, parentId?: number) =>
    `${wikiPaths.createContent(type)}?spaceKey=${encodeURIComponent(spaceKey)}${parentId === undefined ? '' : `&fromPageId=${parentId}`}`,
  /** `as` says how the text is written, `macro` which one was chosen. */
  insertMacro: '/pages/insertmacro.action',
  resumeDraft: (id: number) => `/pages/resumedraft.action?draftId=${id}`,
  discardDraft: '/pages/discarddraft.action',
  /** Answers with JSON, for the script of the editor. */
  autosave: '/pages/savedraft.action',
  /** Not where Confluence has it: clients of the API post there. */
  move: (id: number) => `/pages/movepageform.action?pageId=${id}`,
  restrictions: (id: number) => `/pages/restrictions.action?pageId=${id}`,
  remove: (id: number) => `/pages/removepage.action?pageId=${id}`,
  createComment: '/pages/docreatecomment.action',
  editComment: (id: number) => `/pages/editcomment.action?commentId=${id}`,
  removeComment: '/pages/removecomment.action',
  resolveComment: '/pages/resolvecomment.action',
  favourite: '/pages/favourite.action',
  version: (content: Pick<ContentRecord, 'id' | 'title' | 'space'>, number: number) => `${pagePath(content)}?version=${number}`,
} as const;
