/** Reads a posted form one field at a time; nothing is merged into anything. */

/** @returns the field as it was typed; empty when it is absent or was sent more than once */
export function fieldOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return '';
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : '';
}

/** @returns all fields as they were typed, in order; one that was sent more than once with all that it said */
export function fieldsOf(body: unknown): readonly (readonly [name: string, value: string | readonly string[]])[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]): readonly (readonly [string, string | readonly string[]])[] => {
    if (typeof value === 'string') return [[name, value]];
    return Array.isArray(value) ? [[name, value.filter((each) => typeof each === 'string')]] : [];
  });
}

/** @returns whether a box was ticked: an unticked one is not sent */
export function isTicked(body: unknown, name: string): boolean {
  return fieldOf(body, name) !== '';
}
