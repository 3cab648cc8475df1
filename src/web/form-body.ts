/** What a posted form says, read one field at a time: nothing is merged into anything. */

/** @returns the field as it was typed; empty when it is absent or was sent more than once */
export function fieldOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return '';
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : '';
}

/** @returns whether a box was ticked: an unticked one is not sent */
export function isTicked(body: unknown, name: string): boolean {
  return fieldOf(body, name) !== '';
}
