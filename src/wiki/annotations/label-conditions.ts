/** SQL conditions on labels, for every query that reads labels or selects by them. */
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Viewer } from '../permissions.ts';
import { type LabelName, ownerOf } from './label-names.ts';

const builder = () => expressionBuilder<Schema, 'label' | 'content' | 'space'>();

/** The condition that the label at hand is not another's own. */
export function visibleLabel({ userId }: Viewer): Expression<SqlBool> {
  const { eb } = builder();
  return eb('label.owner_id', 'in', [0, userId]);
}

/** The condition that the label at hand has one of these names; a viewer's own labels are the only ones of prefix `my`. */
export function isLabel(viewer: Viewer, names: readonly LabelName[]): Expression<SqlBool> {
  const { and, eb, or } = builder();
  return or(
    names.map(({ prefix, name }) =>
      and([
        eb('label.name', '=', name),
        eb('label.prefix', '=', sql.lit(prefix)),
        eb('label.owner_id', '=', ownerOf(prefix, viewer.userId)),
        // Nobody in particular has no labels of their own, and 0 owns all the others.
        ...(prefix === 'my' ? [eb('label.owner_id', '<>', 0)] : []),
      ]),
    ),
  );
}

/** The condition that the content, or the space, at hand has one of these labels. */
export function hasLabel(of: 'content' | 'space', viewer: Viewer, names: readonly LabelName[]): Expression<SqlBool> {
  const { eb, selectFrom } = builder();
  const labelled = selectFrom('label').innerJoin('labelling', 'labelling.label_id', 'label.id').where(isLabel(viewer, names));
  return of === 'content'
    ? eb('content.id', 'in', labelled.select('labelling.content_id'))
    : eb('space.id', 'in', labelled.select('labelling.space_id'));
}
