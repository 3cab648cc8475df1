/** Users on the wire. */
import { picturePath } from '../../accounts/user-pictures.ts';
import type { Author } from '../../wiki/records.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import type { Json, Site } from '../site.ts';

function profilePicture(site: Site, name: 'default' | 'anonymous'): Json {
  return { path: `${site.contextPath}/images/icons/profilepics/${name}.svg`, width: 48, height: 48, isDefault: true };
}

function ownPicture(site: Site, { userKey, picture }: Author): Json {
  return picture === undefined
    ? profilePicture(site, 'default')
    : { path: site.contextPath + picturePath(userKey, picture), width: 48, height: 48, isDefault: false };
}

/**
 * @param author undefined: the account was deleted
 * @param expand `status` says whether the account is disabled
 */
export function userJson(site: Site, author: Author | undefined, expand: ExpandTree = nothing): Json {
  if (author === undefined) {
    return { type: 'unknown', profilePicture: profilePicture(site, 'default'), displayName: 'Unknown user' };
  }
  return {
    type: 'known',
    username: author.username,
    userKey: author.userKey,
    profilePicture: ownPicture(site, author),
    displayName: author.fullName,
    ...(expand.has('status') ? { status: author.disabledAt === null ? 'current' : 'deactivated' } : {}),
    _links: { self: site.url(`/rest/api/user?key=${author.userKey}`) },
    _expandable: expand.has('status') ? {} : { status: '' },
  };
}

/** Whoever reads without signing in. @param expand as of a user; nobody can disable them */
export function anonymousJson(site: Site, expand: ExpandTree = nothing): Json {
  return {
    type: 'anonymous',
    profilePicture: profilePicture(site, 'anonymous'),
    displayName: 'Anonymous',
    ...(expand.has('status') ? { status: 'current' } : {}),
    _links: { self: site.url('/rest/api/user/anonymous') },
    _expandable: expand.has('status') ? {} : { status: '' },
  };
}

export function groupJson(site: Site, name: string): Json {
  return { type: 'group', name, _links: { self: site.url(`/rest/api/group/${encodeURIComponent(name)}`) } };
}
