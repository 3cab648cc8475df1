/** Looks up the groups and spaces that an administrator named for a service account. */
import type { ServiceAccountSpace } from '../accounts/service-users.ts';
import type { Queries } from '../database/schema.ts';
import { fold, plainName } from '../foundation/folding.ts';
import type { Administrator } from './links.ts';
import type { CheckedServiceAccount, ServiceAccountProblem } from './service-account-form.ts';

export interface Places {
  readonly groupIds: readonly number[];
  /** Undefined: all spaces. */
  readonly spaces: readonly ServiceAccountSpace[] | undefined;
}

/** @returns what was named, or which of it is not there, is named twice, or is not for this administrator to give */
export async function findPlaces(
  queries: Queries,
  { groups, spaces }: CheckedServiceAccount,
  by: Administrator,
): Promise<Places | { readonly problems: readonly ServiceAccountProblem[] }> {
  const [foundGroups, foundSpaces] = [await findGroups(queries, groups, by), await findSpaces(queries, spaces)];
  const problems = [...foundGroups.problems, ...foundSpaces.problems];
  return problems.length > 0 ? { problems } : { groupIds: foundGroups.ids, spaces: foundSpaces.spaces };
}

interface FoundGroups {
  readonly ids: readonly number[];
  readonly problems: readonly ServiceAccountProblem[];
}

async function findGroups(queries: Queries, names: readonly string[], by: Administrator): Promise<FoundGroups> {
  if (names.length === 0) return { ids: [], problems: [] };
  const folded = names.map((name) => fold(plainName(name)));
  const rows = await queries
    .selectFrom('user_group')
    .leftJoin('global_permission as administers', (join) =>
      join
        .onRef('administers.subject_id', '=', 'user_group.id')
        .on('administers.subject_kind', '=', 'group')
        .on('administers.permission', '=', 'administer-system'),
    )
    .select(['user_group.id', 'user_group.name', 'user_group.name_folded', 'administers.permission'])
    .where('user_group.name_folded', 'in', folded)
    .execute();
  const missing = names.filter((_, index) => !rows.some(({ name_folded }) => name_folded === folded[index]));
  const reserved = by.isSystemAdministrator ? [] : rows.filter(({ permission }) => permission !== null);
  const problems: readonly ServiceAccountProblem[] = [
    ...missing.map((name) => ({ field: 'groups' as const, message: `There is no group “${plainName(name)}”.` })),
    ...reserved.map(({ name }) => ({
      field: 'groups' as const,
      message: `Only a system administrator can put it into ${name}.`,
    })),
  ];
  return { ids: rows.map(({ id }) => id), problems };
}

interface FoundSpaces {
  readonly spaces: readonly ServiceAccountSpace[] | undefined;
  readonly problems: readonly ServiceAccountProblem[];
}

async function findSpaces(queries: Queries, named: CheckedServiceAccount['spaces']): Promise<FoundSpaces> {
  if (named === undefined) return { spaces: undefined, problems: [] };
  const folded = named.map(({ key }) => fold(key));
  const rows = await queries
    .selectFrom('space')
    .select(['id', 'key_folded'])
    .where('key_folded', 'in', folded)
    // One that is being deleted is gone for everybody.
    .where('id', 'not in', (from) => from.selectFrom('space_deletion').select('space_id'))
    .execute();
  const nameAt = (index: number) => named[index]?.key ?? '';
  const idOf = new Map(rows.map(({ id, key_folded }) => [key_folded, id]));
  const problems = folded.flatMap((key, index): readonly ServiceAccountProblem[] => {
    if (folded.indexOf(key) < index) return [{ field: 'spaces', index, message: `${nameAt(index)} is in the list twice.` }];
    return idOf.has(key) ? [] : [{ field: 'spaces', index, message: `There is no space with the key ${nameAt(index)}.` }];
  });
  const spaces = named.flatMap(({ access }, index) => {
    const spaceId = idOf.get(folded[index] ?? '');
    return spaceId === undefined ? [] : [{ spaceId, access }];
  });
  return { spaces, problems };
}
