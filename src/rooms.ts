/**
 * Puts the rooms together on one database: what the server and the command line both need. Nothing here listens or runs by itself.
 * Part of the composition root.
 */
import { type GroupStore, groupStore } from './accounts/groups.ts';
import { passwordWriter } from './accounts/password-change.ts';
import { type PasswordReset, passwordReset } from './accounts/password-reset.ts';
import { createPasswords } from './accounts/passwords.ts';
import { endTokensOnPasswordChange, type PersonalTokenStore, personalTokenStore } from './accounts/personal-tokens.ts';
import { type SecondFactors, secondFactors } from './accounts/second-factors/second-factors.ts';
import { type Setup, setup } from './accounts/setup.ts';
import { type SignIn, signIn } from './accounts/sign-in.ts';
import { type UserStore, userStore } from './accounts/users.ts';
import { createLinkedWikis, type LinkedWikis } from './applinks/linked-wikis/linked-wikis.ts';
import { createLinks, type Links } from './applinks/links.ts';
import { dropOutgoingAccountsOfUser } from './applinks/outgoing/account-store.ts';
import type { OutgoingLinks } from './applinks/outgoing/outgoing-links.ts';
import { createServiceAccounts, type ServiceAccounts } from './applinks/service-accounts.ts';
import { type AuditStore, auditStore } from './audit/audit-trail.ts';
import { type AuditRetention, auditRetention } from './audit/retention.ts';
import { type AuditSearch, auditSearch } from './audit/search.ts';
import { addressesByMail, correspondence } from './correspondence.ts';
import type { Database } from './database/database.ts';
import type { Clock } from './foundation/clock.ts';
import type { Configuration, SettingInForce } from './foundation/configuration/load.ts';
import { changedDataFolderKeys } from './foundation/data-folder.ts';
import { createKeyring, type Keyring } from './foundation/keyring.ts';
import type { Random } from './foundation/random.ts';
import { contextPathOf } from './http/app.ts';
import { createOutbound } from './http/outbound.ts';
import type { Mail } from './mail/mail.ts';
import { clientList } from './oauth/client-list.ts';
import { clientSecrets } from './oauth/client-secrets.ts';
import { clientStore } from './oauth/client-store.ts';
import { createClients } from './oauth/clients.ts';
import { endGrantsOfDeletedUser, endGrantsOnPasswordChange } from './oauth/grants.ts';
import { removeServiceClientOfUser } from './oauth/service-clients.ts';
import { attachmentFiles, keysInForce } from './places.ts';
import { type SiteSettings, siteSettings } from './settings/site-settings.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { upgradeData } from './upgrade-data.ts';
import { paths } from './web/layout/paths.ts';
import { datesFor } from './web/page-view.ts';
import { createWebHooks, type WebHooks } from './webhooks/web-hooks.ts';
import type { FileStore } from './wiki/attachments/file-store.ts';
import {
  dropAnnotationsOfUser,
  dropSpacePermissionsOfGroup,
  dropSpacePermissionsOfUser,
  noteUserDeletion,
} from './wiki/deleted-subjects.ts';
import { followUsername } from './wiki/user-references.ts';
import { createWiki, type Wiki } from './wiki/wiki.ts';

export interface Rooms {
  readonly database: Database;
  /** Brings the tables up to date; nothing else may be asked before. @returns why the data cannot be used, as one line for a person */
  migrate(): Promise<string | undefined>;
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly personalTokens: PersonalTokenStore;
  readonly signIn: SignIn;
  readonly secondFactors: SecondFactors;
  readonly setup: Setup;
  readonly audit: AuditStore;
  readonly auditSearch: AuditSearch;
  readonly auditRetention: AuditRetention;
  readonly links: Links;
  readonly serviceAccounts: ServiceAccounts;
  readonly outgoingLinks: OutgoingLinks;
  readonly linkedWikis: LinkedWikis;
  readonly mail: Mail;
  readonly passwordReset: PasswordReset;
  readonly wiki: Wiki;
  readonly webHooks: WebHooks;
  /** The settings in force, changed in the console or not; `configuration` has those of the start. */
  readonly settings: SiteSettings;
  readonly keyring: Keyring;
}

export interface RoomsOptions {
  readonly configuration: Configuration;
  /** Where each setting of it came from. */
  readonly inForce: readonly SettingInForce[];
  readonly clock: Clock;
  readonly random: Random;
  /** What is measured and traced; the command line does neither. */
  readonly telemetry?: Telemetry;
  /** Takes what an operator should know of a start that changes data, as a line. */
  readonly tell?: (line: string) => void;
}

function keyringOf(configuration: Configuration, random: Random): Keyring {
  const keys = keysInForce(configuration, random);
  return configuration.encryptionKeys === undefined
    ? createKeyring(keys, random, changedDataFolderKeys(configuration.home))
    : createKeyring(keys, random);
}

/** A disk's own files are no calls. */
function tracedFiles(files: FileStore, { attachmentStore }: Configuration, telemetry: Telemetry | undefined): FileStore {
  const { traces } = telemetry ?? {};
  if (traces === undefined || attachmentStore === 'files') return files;
  return {
    ...files,
    write: traces.traceCall('file store write', files.write),
    read: traces.traceCall('file store read', files.read),
    remove: traces.traceCall('file store remove', files.remove),
    sizeOf: traces.traceCall('file store size', files.sizeOf),
  };
}

/** Puts the rooms on a database that is open; `Rooms.migrate` comes next. */
export function putTogether(database: Database, { configuration, inForce, clock, random, telemetry, tell }: RoomsOptions): Rooms {
  const keyring = keyringOf(configuration, random);
  const settings = siteSettings({ database, clock, keyring, started: { configuration, inForce } });
  const now = settings.inForce;
  const passwords = createPasswords(random, () => now().passwordMinLength);
  const redirectPolicy = () => ({ allowHttp: now().allowHttpRedirectUrls, hosts: now().allowedRedirectHosts });
  const secrets = clientSecrets(keyring, random);
  const clients = createClients({
    database,
    secrets,
    clock,
    random,
    redirectPolicy,
  });
  const direct = createOutbound({ allowedHosts: () => now().allowedOutboundHosts });
  const outbound = telemetry?.traces?.traceOutbound(direct) ?? direct;
  const webHooks = createWebHooks({ database, clock, keyring, outbound, enabled: () => now().webHooksEnabled });
  const { mail, outgoingLinks } = correspondence({
    database,
    clock,
    random,
    keyring,
    outbound,
    settings: now,
    traces: telemetry?.traces,
  });
  const linkedWikis = createLinkedWikis({
    outgoingLinks,
    outbound,
    clock,
    accountsHref: contextPathOf(configuration.baseUrl) + paths.connectedAccounts,
  });
  const { notify } = mail.notices;
  const writePassword = passwordWriter([
    endGrantsOnPasswordChange,
    endTokensOnPasswordChange,
    (queries, userId) => notify(queries, userId, { kind: 'password-changed' }),
  ]);
  const users = userStore({
    database,
    clock,
    random,
    passwords,
    writePassword,
    onUserDeleted: [
      removeServiceClientOfUser,
      endGrantsOfDeletedUser,
      dropSpacePermissionsOfUser,
      dropAnnotationsOfUser,
      dropOutgoingAccountsOfUser,
      noteUserDeletion,
    ],
    onEmailChanging: [(queries, userId, newAddress) => notify(queries, userId, { kind: 'email-changed', newAddress })],
    onUserRenamed: [
      followUsername(database),
      (queries, { id }, oldUsername) => notify(queries, id, { kind: 'username-changed', oldUsername }),
    ],
    announce: webHooks.deliveries.announceAccount,
  });
  return {
    database,
    webHooks,
    settings,
    keyring,
    async migrate() {
      const problem = await upgradeData(database, { configuration, clock, random, tell });
      if (problem === undefined) await settings.load();
      return problem;
    },
    users,
    groups: groupStore({
      database,
      clock,
      onGroupDeleted: [dropSpacePermissionsOfGroup],
      announce: webHooks.deliveries.announceAccount,
    }),
    personalTokens: personalTokenStore({
      database,
      clock,
      random,
      mostDays: () => now().personalTokenMaxDays,
      onCreated: [(queries, userId, { name }) => notify(queries, userId, { kind: 'personal-token-created', token: name })],
    }),
    signIn: signIn({ database, clock, random, passwords, throttling: now, onChecked: telemetry?.metrics?.onSignIn }),
    secondFactors: secondFactors({
      database,
      clock,
      random,
      keyring,
      baseUrl: configuration.baseUrl,
      settings: now,
      onChanged: [(queries, userId, change) => notify(queries, userId, { kind: 'two-step-changed', change })],
    }),
    setup: setup({ database, clock, random, passwords }),
    audit: auditStore(database),
    auditSearch: auditSearch(database),
    auditRetention: auditRetention(database, clock),
    links: createLinks({
      clients,
      clientStore: clientStore(database),
      clientList: clientList(database),
      redirectPolicy,
    }),
    serviceAccounts: createServiceAccounts({ database, clients, secrets, users, clock, random }),
    outgoingLinks,
    linkedWikis,
    mail,
    passwordReset: passwordReset({
      database,
      clock,
      random,
      passwords,
      writePassword,
      throttling: now,
      postAddress: addressesByMail(mail),
      choosePasswordUrl: configuration.baseUrl + paths.choosePassword,
    }),
    wiki: createWiki({
      database,
      clock,
      baseUrl: configuration.baseUrl,
      announce: webHooks.deliveries.announce,
      linkedPages: linkedWikis.pages,
      readingOf: datesFor,
      storage: {
        files: tracedFiles(attachmentFiles(configuration, random), configuration, telemetry),
        mostBytes: () => now().attachmentMaxBytes,
        blockedExtensions: () => now().blockedExtensions,
      },
    }),
  };
}
