/**
 * Every string that a page shows, in English. A translation is a file of this shape: `export const german: Catalogue = { … }`.
 * An area of pages keeps its strings in a file of its own beside this one (`english-<area>.ts`) and is entered here by one line.
 * What depends on a number or a name is a function; what needs a plural gets the `format`.
 */
import { englishAuditLog } from './english-audit-log.ts';
import { englishBackup } from './english-backup.ts';
import { englishConfiguration } from './english-configuration.ts';
import { englishConsent } from './english-consent.ts';
import { englishConsole } from './english-console.ts';
import { englishDirectory } from './english-directory.ts';
import { englishEditing } from './english-editing.ts';
import { englishErrors } from './english-errors.ts';
import { englishFlash } from './english-flash.ts';
import { englishHelp } from './english-help.ts';
import { englishLabels } from './english-labels.ts';
import { englishMacros } from './english-macros.ts';
import { englishMail } from './english-mail.ts';
import { englishOutgoing } from './english-outgoing.ts';
import { englishPeople } from './english-people.ts';
import { englishReference } from './english-reference.ts';
import { englishSearch } from './english-search.ts';
import { englishSettings } from './english-settings.ts';
import { englishSpaces } from './english-spaces.ts';
import { englishSystem } from './english-system.ts';
import { englishTemplates } from './english-templates.ts';
import { englishTwoStep } from './english-two-step.ts';
import { englishWebHooks } from './english-web-hooks.ts';
import { englishWiki } from './english-wiki.ts';

export const english = {
  /** BCP 47: the page's `lang`, and what `formatFor` is made with. */
  locale: 'en-GB',
  layout: {
    skipToContent: 'Skip to content',
    mainNavigation: 'Main',
    spaces: 'Spaces',
    search: 'Search',
    generalConfiguration: 'General configuration',
    signIn: 'Log in',
    signOut: 'Log out',
    userMenu: (fullName: string) => `Account of ${fullName}`,
    profile: 'Profile',
    drafts: 'Drafts',
    authorizedApplications: 'Authorized applications',
    apiReference: 'API reference',
    help: 'Help',
    closeNavigation: 'Close navigation',
  },
  configuration: englishConfiguration,
  settings: englishSettings,
  webHooks: englishWebHooks,
  auditLog: englishAuditLog,
  backup: englishBackup,
  system: englishSystem,
  console: englishConsole,
  directory: englishDirectory,
  mail: englishMail,
  outgoing: englishOutgoing,
  people: englishPeople,
  twoStep: englishTwoStep,
  consent: englishConsent,
  wiki: englishWiki,
  labels: englishLabels,
  editing: englishEditing,
  macros: englishMacros,
  search: englishSearch,
  reference: englishReference,
  help: englishHelp,
  templates: englishTemplates,
  spaces: englishSpaces,
  errors: englishErrors,
  flash: englishFlash,
  components: {
    givePermission: {
      title: 'Give a permission',
      kind: 'To whom',
      aGroup: 'A group',
      groupDescription: 'Everybody in it, now and later.',
      aPerson: 'A person',
      personDescription: 'This person alone.',
      name: 'Name of the group, or username',
      nameHint: 'Such as weir-users, or ada.',
      permission: 'Permission',
      option: (name: string, explained: string) => `${name}: ${explained}`,
      submit: 'Give',
      nameMissing: 'Enter the name of a group, or a username.',
      unknownGroup: (name: string) => `There is no group called ${name}.`,
      unknownUser: (name: string) => `Nobody is called ${name}.`,
      who: 'Who',
      group: 'Group',
      person: 'Person',
      anonymous: 'Anonymous readers',
    },
    asTable: 'As a table',
    cancel: 'Cancel',
    capsLock: 'Caps lock is on.',
    checking: 'Checking…',
    close: 'Close',
    copied: 'Copied',
    copy: 'Copy',
    day: 'Day',
    hide: 'Hide',
    never: 'Never',
    nextPage: 'Next',
    pagination: 'Pages of the list',
    pagesUnder: (title: string) => `Pages under ${title}`,
    path: 'Where you are',
    plotSummary: (label: string, sum: string, most: string) => `${label}: ${sum} in all, at most ${most} a day`,
    previousPage: 'Previous',
    rowOf: (label: string, position: number) => `${label} ${position}`,
    removeRow: (label: string) => `Remove ${label}`,
    show: 'Show',
    showOf: (label: string) => `Show ${label}`,
    stepDetails: 'Request and answer',
    stepStates: { waiting: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed' },
    typeToConfirm: (name: string) => `Type ${name} to confirm`,
  },
};

/** The strings of one language. */
export type Catalogue = typeof english;
