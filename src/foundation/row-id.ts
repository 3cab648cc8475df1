/** Ids of rows as addresses, forms and bodies write them. */

/** @returns the id that a text writes; undefined for what no row can have */
export function idIn(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
