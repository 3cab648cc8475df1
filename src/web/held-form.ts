/**
 * Holds a form whose session has ended: the pages that lead back carry it, and the person sends it once more. Only a form that a page
 * of ours sent is held; one from another site would otherwise be sent with one press in the name of whoever logs in. A form with a
 * password or another secret is not held: somebody else may log in, and browsers store hidden fields.
 */
import type { FastifyRequest } from 'fastify';
import { localPath } from '../accounts/return-address.ts';
import { csrfFieldName } from '../http/csrf.ts';
import { button } from './components/button.ts';
import { form, type HiddenFields } from './components/form.ts';
import { fieldOf, fieldsOf } from './form-body.ts';
import type { Html } from './html.ts';
import type { View } from './view.ts';

export interface HeldForm {
  /** The path under the context path. */
  readonly action: string;
  readonly fields: HiddenFields;
}

/** The field in which it goes through the log-in page. */
const heldName = 'held_form';

/** The field in which a form brings fresh proof along. */
export const proofName = 'proof_password';

/** What is beside a form: its token, another form, and fresh proof. */
const besides: ReadonlySet<string> = new Set([csrfFieldName, heldName, proofName, 'credential']);

/** What names of fields have in common whose values are for nobody's eyes; a box that takes a secret away holds none. */
const secretName = /^(?!remove).*(password|secret)(again)?$/i;

/** The field that names the secrets that a form has left behind. */
const leftOutName = 'left_out';

/** In bytes: a form in a form, its marks written once more. */
export const largestHeld = 4 * 1024 * 1024;

/** @returns the form of a request whose body was read, without what is beside it */
export function sentForm(request: FastifyRequest, basePath: string): HeldForm {
  const fields = fieldsOf(request.body).filter(([name]) => !besides.has(name));
  return { action: pathOf(request.url, basePath), fields: Object.fromEntries(fields) };
}

/** @param request of a form that was refused, whose body was read @returns undefined when there is none to keep: an upload, nothing that was filled in, or a secret */
export function holdForm(request: FastifyRequest, basePath: string): HeldForm | undefined {
  const held = sentForm(request, basePath);
  const fields = Object.entries(held.fields);
  const hasSecret = fields.some(([name, values]) => isSecret(name, values));
  return fields.length === 0 || hasSecret ? undefined : held;
}

/** @returns whether somebody had filled in what was refused: a file, or what was too long to be read, too */
export function isFilledIn(request: FastifyRequest, basePath: string): boolean {
  if (request.body === undefined)
    return request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  return Object.keys(sentForm(request, basePath).fields).length > 0;
}

/** @returns the form without its secrets: no page carries them on. What it has lost is written in it, for whoever reads it next (`leftOutIn`) */
export function withoutSecrets({ action, fields }: HeldForm): HeldForm {
  const all = Object.entries(fields);
  const secrets = all.filter(([name, values]) => isSecret(name, values)).map(([name]) => name);
  if (secrets.length === 0) return { action, fields };
  const kept = all.filter(([name]) => !secretName.test(name));
  return { action, fields: { ...Object.fromEntries(kept), [leftOutName]: secrets } };
}

/** @returns the names of the secrets that a form had before somebody proved who they are, and that have to be typed again */
export function leftOutIn(body: unknown): readonly string[] {
  return [fieldsOf(body).find(([name]) => name === leftOutName)?.[1] ?? []].flat();
}

/** @returns the field that carries it along; none for nothing */
export function carried(held: HeldForm | undefined): HiddenFields {
  return held === undefined ? {} : { [heldName]: JSON.stringify(held) };
}

/** @returns the form that another brought along */
export function heldIn(body: unknown, basePath: string): HeldForm | undefined {
  const parsed = parsedJson(fieldOf(body, heldName));
  if (typeof parsed !== 'object' || parsed === null || !('action' in parsed) || !('fields' in parsed)) return undefined;
  const { action, fields } = parsed;
  if (typeof action !== 'string') return undefined;
  return { action: pathOf(basePath + action, basePath), fields: Object.fromEntries(fieldsOf(fields)) };
}

/** The form with all that it held, and the button that sends it. */
export function heldAgain(view: View, { action, fields }: HeldForm): Html {
  return form(view, { action, fields, body: button({ label: view.text.errors.held.send, kind: 'primary' }) });
}

function isSecret(name: string, values: string | readonly string[]): boolean {
  return secretName.test(name) && [values].flat().some((value) => value !== '');
}

function pathOf(url: string, basePath: string): string {
  return localPath(url, basePath).slice(basePath.length);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
