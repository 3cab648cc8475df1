/** Makes another service's error text fit to show and store: short, plain, and without any secret it may repeat. */
import { plainName } from '../../foundation/folding.ts';

const longest = 200;

/**
 * @param secrets what went to the provider or came from it and must not be told
 * @returns at most 200 characters without control or invisible ones
 */
export function shown(text: string, secrets: readonly (string | undefined)[] = []): string {
  const told = secrets.reduce<string>((left, secret) => (secret ? left.replaceAll(secret, '…') : left), text);
  const plain = [...plainName(told)];
  return plain.length > longest ? `${plain.slice(0, longest).join('')}…` : plain.join('');
}
