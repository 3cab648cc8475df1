/** Users on the wire. */
import { picturePath } from '../../accounts/user-pictures.ts';
import type { Author } from '../../wiki/records.ts';
import type { Json, Site } from '../site.ts';

function profilePicture(site: Site, name: 'default' | 'anonymous'): Json {
  return { path: `${site.contextPath}/images/icons/profilepics/${name}.svg`, width: 48, height: 48, isDefault: true };
}

function ownPicture(site: Site, { userKey, picture }: Author): Json {
  return picture === undefined
    ? profilePicture(site, 'default')
    : { path: site.contextPath + picturePath(userKey, picture), width: 48, height: 48, isDefault: false };
}

/** @param author undefined: the account was deleted */
export function userJson(site: Site, author: Author | undefined): Json {
  if (author === undefined) {
    return { type: 'unknown', profilePicture: profilePicture(site, 'default'), displayName: 'Unknown user' };
  }
  return {
    type: 'known',
    username: author.username,
    userKey: author.userKey,
    profilePicture: ownPicture(site, author),
    displayName: author.fullName,
    _links: { self: site.url(`/rest/api/user?key=${author.userKey}`) },
    _expandable: { status: '' },
  };
}

/** Whoever reads without signing in. */
export function anonymousJson(site: Site): Json {
  return {
    type: 'anonymous',
    profilePicture: profilePicture(site, 'anonymous'),
    displayName: 'Anonymous',
    _links: { self: site.url('/rest/api/user/anonymous') },
    _expandable: { status: '' },
  };
}

export function groupJson(site: Site, name: string): Json {
  return { type: 'group', name, _links: { self: site.url(`/rest/api/group/${encodeURIComponent(name)}`) } };
}
