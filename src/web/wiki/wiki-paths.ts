/** The addresses of the wiki's own pages, as paths under the context path; those of spaces and pages are the domain's (`wiki/addresses.ts`). */
import { pagePath } from '../../wiki/addresses.ts';
import type { ContentRecord } from '../../wiki/records.ts';

const ofSpace = (key: string) => `/spaces/${encodeURIComponent(key)}`;

export const wikiPaths = {
  createSpace: '/spaces/createspace.action',
  spacePages: (key: string) => `${ofSpace(key)}/pages`,
  spaceBlog: (key: string) => `${ofSpace(key)}/blog`,
  spacePermissions: (key: string) => `${ofSpace(key)}/permissions`,
  /** Where Confluence has it: every other address below a page could be a title. */
  history: (id: number) => `/pages/viewpreviousversions.action?pageId=${id}`,
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
  version: (content: Pick<ContentRecord, 'id' | 'title' | 'space'>, number: number) => `${pagePath(content)}?version=${number}`,
} as const;
