/**
 * Incoming application links: what an administrator manages above the provider's clients. Owns who may do what with which link;
 * the verbs themselves, each with its audit event in its transaction, are the provider's.
 */
import type { Origin } from '../audit/origin.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { ClientList, ListedClient } from '../oauth/client-list.ts';
import type { ShownSecret } from '../oauth/client-secrets.ts';
import type { ClientSettings, ClientStore, RegisteredClient } from '../oauth/client-store.ts';
import type { Clients, OverlapDays } from '../oauth/clients.ts';
import { type RedirectPolicy, whyNotRegistrable } from '../oauth/redirect-uri.ts';
import type { ClientType } from '../oauth/vocabulary.ts';
import { checkLink, type LinkInput, type LinkProblem, type LinkRules } from './link-form.ts';
import { type Logo, type LogoProblem, readLogo } from './logo.ts';

/** An incoming link as the list shows it. */
export type Link = ListedClient;

/** Who acts. */
export interface Administrator {
  readonly origin: Origin;
  /** Holds `administer-system`: may hand out System admin, and manage the links that have it. */
  readonly isSystemAdministrator: boolean;
}

/** There is no such link, or this administrator may not do that with it. */
export type Refused = { readonly kind: 'unknown' } | { readonly kind: 'system-administrator-only' };

export type SaveLinkOutcome =
  | {
      readonly kind: 'saved';
      readonly client: RegisteredClient;
      /** One that was just made, to be shown; undefined for a public client, and where there was one already. */
      readonly secret: string | undefined;
    }
  | { readonly kind: 'invalid'; readonly problems: readonly LinkProblem[] }
  /** Somebody else changed the link after it was read; nothing was saved. */
  | { readonly kind: 'changed-meanwhile' }
  | Refused;

export interface Links {
  /** @returns all links by name */
  list(): Promise<readonly Link[]>;
  find(id: number): Promise<Link | undefined>;
  /** Finds a link by what people call it: its name, client id or number. */
  findByReference(reference: string): Promise<Link | undefined>;
  create(input: LinkInput, by: Administrator): Promise<Extract<SaveLinkOutcome, { kind: 'saved' | 'invalid' }>>;
  /** @param seen `updatedAt` of the link that the input was made from; without it, what others changed meanwhile is replaced too */
  update(id: number, input: LinkInput, by: Administrator, seen?: Milliseconds): Promise<SaveLinkOutcome>;
  /** Whether Weir's own callback address is a redirect URI of the link. */
  switchTryIt(id: number, on: boolean, by: Administrator): Promise<Exclude<SaveLinkOutcome, { kind: 'changed-meanwhile' }>>;
  /**
   * Makes a new secret; the one in force ends after the overlap.
   * `public`: such a link has none.
   */
  rotateSecret(
    id: number,
    overlap: OverlapDays,
    by: Administrator,
  ): Promise<{ readonly kind: 'rotated'; readonly secret: string } | { readonly kind: 'public' } | Refused>;
  /** Ends a secret that was replaced before its time. */
  endSecret(id: number, secretId: number, by: Administrator): Promise<{ readonly kind: 'done' } | Refused>;
  /** The secrets that are valid now, newest first. Whether the administrator has proved a password lately is the caller's question. */
  viewCredentials(
    id: number,
    by: Administrator,
  ): Promise<{ readonly kind: 'shown'; readonly link: Link; readonly secrets: readonly ShownSecret[] } | Refused>;
  disable(id: number, by: Administrator): Promise<{ readonly kind: 'done' } | Refused>;
  enable(id: number, by: Administrator): Promise<{ readonly kind: 'done' } | Refused>;
  /** Ends everything that the link gave out, for good. */
  remove(id: number, by: Administrator): Promise<{ readonly kind: 'done' } | Refused>;
  /** @param file as it was uploaded */
  setLogo(
    id: number,
    file: Buffer,
    by: Administrator,
  ): Promise<{ readonly kind: 'done' } | { readonly kind: 'not-a-logo'; readonly problem: LogoProblem } | Refused>;
  removeLogo(id: number, by: Administrator): Promise<{ readonly kind: 'done' } | Refused>;
  /** @returns the logo of a client, for everybody; a PNG or JPEG, looked at again */
  logo(clientId: string): Promise<Logo | undefined>;
  /** Whether this administrator may change the link and see its credentials. */
  mayManage(link: Pick<Link, 'scope'>, by: Administrator): boolean;
  /** @returns in words why a client of this type cannot have the redirect URI; undefined when it can */
  redirectUriProblem(uri: string, clientType: ClientType): string | undefined;
}

export function createLinks(options: {
  readonly clients: Clients;
  readonly clientStore: ClientStore;
  readonly clientList: ClientList;
  /** Which redirect URLs may be registered now. */
  readonly redirectPolicy: () => RedirectPolicy;
}): Links {
  const { clients, clientStore, clientList, redirectPolicy } = options;

  const rulesFor = (by: Administrator): LinkRules => ({
    redirectPolicy: redirectPolicy(),
    mayGrantSystemAdmin: by.isSystemAdministrator,
  });

  /** Whoever could change where the codes of such a link go, or read its secret, could become a system administrator by it. */
  const mayManage = (client: Pick<ClientSettings, 'scope'>, by: Administrator) =>
    client.scope !== 'SYSTEM_ADMIN' || by.isSystemAdministrator;

  async function managed(
    id: number,
    by: Administrator,
  ): Promise<{ readonly kind: 'found'; readonly client: RegisteredClient } | Refused> {
    const client = await clientStore.byId(id);
    if (client === undefined || client.serviceUserId !== null) return { kind: 'unknown' };
    return mayManage(client, by) ? { kind: 'found', client } : { kind: 'system-administrator-only' };
  }

  const doneOrUnknown = (done: boolean) => (done ? ({ kind: 'done' } as const) : ({ kind: 'unknown' } as const));

  return {
    list: () => clientList.all(),
    find: (id) => clientList.one(id),

    async findByReference(reference) {
      const all = await clientList.all();
      return (
        all.find(({ clientId }) => clientId === reference) ??
        all.find(({ name }) => name === reference) ??
        all.find(({ id }) => String(id) === reference)
      );
    },

    async create(input, by) {
      const checked = checkLink(input, false, rulesFor(by));
      return checked.kind === 'invalid' ? checked : clients.create(checked.settings, by.origin);
    },

    async update(id, input, by, seen) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      const checked = checkLink(input, found.client.allowTryIt, rulesFor(by));
      if (checked.kind === 'invalid') return checked;
      const { allowTryIt: _, ...settings } = checked.settings;
      return clients.update(id, settings, by.origin, seen);
    },

    async switchTryIt(id, on, by) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      const outcome = await clients.update(id, { allowTryIt: on }, by.origin);
      // Nothing that was read before is written back.
      return outcome.kind === 'changed-meanwhile' ? { kind: 'unknown' } : outcome;
    },

    async rotateSecret(id, overlap, by) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      if (found.client.clientType === 'public') return { kind: 'public' };
      const secret = await clients.rotateSecret(id, overlap, by.origin);
      return secret === undefined ? { kind: 'unknown' } : { kind: 'rotated', secret };
    },

    async endSecret(id, secretId, by) {
      const found = await managed(id, by);
      return found.kind === 'found' ? doneOrUnknown(await clients.endSecret(id, secretId, by.origin)) : found;
    },

    async viewCredentials(id, by) {
      const link = await clientList.one(id);
      if (link === undefined) return { kind: 'unknown' };
      if (!mayManage(link, by)) return { kind: 'system-administrator-only' };
      const secrets = await clients.viewSecrets(id, by.origin);
      return secrets === undefined ? { kind: 'unknown' } : { kind: 'shown', link, secrets };
    },

    disable: async (id, by) => doneOrUnknown(await clients.disable(id, by.origin)),
    enable: async (id, by) => {
      const found = await managed(id, by);
      return found.kind === 'found' ? doneOrUnknown(await clients.enable(id, by.origin)) : found;
    },
    remove: async (id, by) => doneOrUnknown(await clients.remove(id, by.origin)),

    async setLogo(id, file, by) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      const logo = readLogo(file);
      if ('problem' in logo) return { kind: 'not-a-logo', problem: logo.problem };
      return doneOrUnknown(await clients.setLogo(id, logo, by.origin));
    },

    async removeLogo(id, by) {
      const found = await managed(id, by);
      return found.kind === 'found' ? doneOrUnknown(await clients.setLogo(id, undefined, by.origin)) : found;
    },

    async logo(clientId) {
      const client = await clientStore.byClientId(clientId);
      const stored = client && (await clientList.logo(client.id));
      const logo = stored && readLogo(stored.bytes);
      return logo === undefined || 'problem' in logo ? undefined : logo;
    },

    mayManage,

    redirectUriProblem: (uri, clientType) => whyNotRegistrable(uri, { clientType, policy: redirectPolicy() }),
  };
}
