/** Translates the parameters with which older macros name labels and spaces into CQL. */
import { quoteCql } from '../../search/cql-tree.ts';
import { listOf, type Macro } from './macro.ts';

/** @returns a condition in CQL; the empty string when no label is named */
export function labelQuery(macro: Macro): string {
  const labels = [...listOf(macro, 'labels'), ...listOf(macro, 'label'), ...listOf(macro, '')];
  if (labels.length === 0) return '';
  const excluded = labels.filter((label) => label.startsWith('-')).map((label) => label.slice(1));
  const required = labels.filter((label) => label.startsWith('+')).map((label) => label.slice(1));
  const plain = labels.filter((label) => !/^[+-]/.test(label));
  const every = macro.parameters.get('operator')?.toUpperCase() === 'AND';
  const conditions = [...required, ...(every ? plain : [])].map((label) => `label = ${quoteCql(label)}`);
  if (!every && plain.length > 0) conditions.push(`label in (${plain.map(quoteCql).join(', ')})`);
  conditions.push(...excluded.map((label) => `label != ${quoteCql(label)}`));
  const spaces = [...listOf(macro, 'spaces'), ...listOf(macro, 'space')].filter((key) => key !== '@all' && key !== '*');
  if (spaces.length > 0) {
    const keys = spaces.map((key) => (key === '@self' ? 'currentSpace()' : quoteCql(key)));
    conditions.push(`space in (${keys.join(', ')})`);
  }
  return conditions.join(' and ');
}
