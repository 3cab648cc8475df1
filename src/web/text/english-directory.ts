/** What the pages of users, groups and global permissions say, in English. */
import type { Format } from './format.ts';

export const englishDirectory = {
  systemAdminOnly: 'Only a system administrator can do this: the account or group may administer the system, or would then.',
  lastAdministrator:
    'Nobody else could administer the system after this, and so nothing was changed. Give somebody else that right first.',
  of: 'of',

  users: {
    invite: 'Invite',
    create: 'Create user',
    filter: {
      title: 'Find users',
      words: 'Name or e-mail address',
      state: 'Show',
      everybody: 'Everybody',
      states: {
        active: 'Active',
        disabled: 'Disabled',
        'never-signed-in': 'Never signed in',
        administrators: 'Administrators',
      },
      submit: 'Find',
      clear: 'Show everybody',
    },
    nobody: 'Nobody fits.',
    nobodyBody: 'Look for a part of a name, a username or an e-mail address, or show everybody.',
    columns: { person: 'Person', email: 'E-mail address', state: 'Status', lastSignIn: 'Last sign-in' },
    firstPage: 'First page',
    nextPage: 'Next page',
    active: 'Active',
    disabled: 'Disabled',
    invited: 'Invited',
    administers: { system: 'System admin', site: 'Admin' },
    never: 'Never',

    form: {
      inviteTitle: 'Invite somebody',
      inviteDescription:
        'They get an e-mail with an address at which they choose a password. It works once, for 7 days, and you can send another.',
      inviteWithoutMail:
        'They choose a password at an address that works once, for 7 days. No mail server is set, so the next page shows the address once, for you to hand over.',
      createTitle: 'Create a user',
      createDescription: 'For somebody who is told the password. It is better to invite people: then only they know it.',
      editTitle: (name: string) => `Edit ${name}`,
      username: 'Username',
      usernameHint: 'What they log in with.',
      renameHint:
        'What they log in with. When you change it they stay logged in, and what they may do, what acts for them, mentions of them and their personal space stay as they are. The old name is free then.',
      fullName: 'Full name',
      email: 'E-mail address',
      groups: 'Groups',
      groupsHint: 'Names, separated by commas. Groups decide what they may do.',
      unknownGroups: (names: string) => `There is no group called ${names}.`,
      password: 'Password',
      passwordHint: (least: number) => `At least ${least} characters. They can change it under Profile.`,
      inviteSubmit: 'Invite',
      createSubmit: 'Create user',
      save: 'Save',
      checkFields: 'Nothing was saved. Look at the fields that are marked.',
    },

    handOver: {
      invitationTitle: (name: string) => `Hand this address to ${name}`,
      resetTitle: (name: string) => `Hand this address to ${name}`,
      description: 'There is no mail server, so Weir cannot send it. This page shows it once.',
      address: 'Address',
      until: (when: string) =>
        `It works once, until ${when}. Whoever has it can choose the password of the account: send it in a way that only they can read.`,
      goOn: 'Go to the user',
    },

    page: {
      you: 'This is your own account.',
      beyond: 'This account may administer the system. Only a system administrator can change it.',
      disabled: 'The account is disabled: nobody can log in with it, and its tokens do not work.',
      locked: (until: string) => `Too many attempts to log in failed. The next one is let through ${until}.`,
      unlock: 'Unlock',
      noPassword: 'Nobody has chosen a password for this account yet.',
      details: 'Details',
      username: 'Username',
      email: 'E-mail address',
      userKey: 'User key',
      created: 'Created',
      lastSignIn: 'Last sign-in',
      twoStep: 'Two-step sign-in',
      twoStepOff: 'Off',
      passwordChanged: 'Password changed',
      noPasswordYet: 'None yet',
      noEmail: 'None',
      actions: {
        edit: 'Edit',
        sendInvitation: 'Send invitation',
        sendReset: 'Send password reset',
        resetTwoStep: 'Reset two-step sign-in',
        disable: 'Disable',
        enable: 'Enable',
        delete: 'Delete',
      },
      moreFor: (name: string) => `More actions for ${name}`,
      groups: 'Groups',
      groupsDescription: 'Most of what somebody may do comes from their groups.',
      noGroups: 'In no group.',
      group: 'Group',
      remove: 'Remove',
      removeFrom: (group: string) => `Remove from ${group}`,
      addTo: 'Add to a group',
      groupNames: 'Names of groups, separated by commas',
      add: 'Add',
      permissions: 'Global permissions in effect',
      permissionsDescription: 'What they may do in the whole installation, and where that comes from.',
      permission: 'Permission',
      because: 'Because',
      own: 'it was given to them',
      byGroups: (groups: string) => `they are in ${groups}`,
      and: ' and ',
      noPermissions: 'None: without “Use Weir” they see what everybody sees who is not logged in.',
      sessions: 'Sessions',
      sessionsDescription: 'Where they are logged in now.',
      noSessions: 'Not logged in anywhere.',
      endAll: 'End all sessions',
      tokens: 'Personal access tokens',
      tokensDescription: 'What they gave to programs to act for them.',
      noTokens: 'None.',
      tokenName: 'Name',
      tokenCreated: 'Created',
      tokenExpires: 'Expires',
      tokenUsed: 'Last used',
      revoke: 'Revoke',
      revokeOf: (name: string) => `Revoke ${name}`,
      applications: 'Authorized applications',
      applicationsDescription: 'What acts for them because they allowed it.',
      applicationCount: (format: Format, count: number) =>
        format.plural(count, { one: '# application', other: '# applications' }),
      noApplications: 'None.',
      showApplications: 'Show and end',
      connected: 'Connected accounts',
      connectedDescription: 'Accounts of theirs at other services, by outgoing links.',
      noConnected: 'None.',
      service: 'Service',
      connectedSince: 'Connected',
      inAuditLog: 'Find what they did in the audit log',
    },

    send: {
      title: (name: string) => `Send ${name} an address to choose a password?`,
      mail: (email: string) => `It goes by mail to ${email}, and works once.`,
      handOver: 'There is no mail server: the next page shows the address once, for you to hand over.',
      keeps: 'The present password goes on until they choose another. Then all their sessions end.',
      submit: 'Send it',
      show: 'Show the address',
    },
    resetTwoStep: {
      title: (name: string) => `Reset two-step sign-in of ${name}?`,
      removed: 'Their authenticator app, passkeys and recovery codes stop working at once.',
      after:
        'They can then log in with their password alone, until they set it up again. Make sure that it is really they who ask.',
      submit: 'Reset two-step sign-in',
    },
    disable: {
      title: (name: string) => `Disable ${name}?`,
      sessions: (format: Format, count: number) =>
        count === 0
          ? 'They are not logged in now, and cannot log in any more.'
          : format.plural(count, {
              one: 'Their session ends at once, and they cannot log in any more.',
              other: 'Their # sessions end at once, and they cannot log in any more.',
            }),
      programs: (format: Format, count: number) =>
        format.plural(count, {
          one: 'One application or token that acts for them stops working at once.',
          other: '# applications and tokens that act for them stop working at once.',
        }),
      later: 'Nothing is deleted: enabling the account brings back what it may do.',
      yourself: 'This is your own account: you will be logged out.',
      submit: 'Disable user',
    },
    delete: {
      title: (name: string) => `Delete ${name}?`,
      ends: (format: Format, sessions: number, tokens: number, applications: number) =>
        `It ends at once: ${format.list([
          format.plural(sessions, { one: '# session', other: '# sessions' }),
          format.plural(tokens, { one: '# token', other: '# tokens' }),
          format.plural(applications, { one: 'the access of # application', other: 'the access of # applications' }),
        ])}.`,
      rights: (format: Format, groups: number) =>
        format.plural(groups, {
          one: 'Their membership of # group and all permissions that name them are gone. Pages restricted to them alone stay closed.',
          other:
            'Their membership of # groups and all permissions that name them are gone. Pages restricted to them alone stay closed.',
        }),
      stays: 'What they wrote stays, as the work of a deleted user. Their drafts are deleted.',
      forever: 'This cannot be undone. To keep somebody out for a while, disable the account instead.',
      yourself: 'This is your own account: you will be logged out for ever.',
      submit: 'Delete user',
      mismatch: 'Type the username exactly as it is written above.',
    },
  },

  groups: {
    create: 'Create group',
    createTitle: 'Create a group',
    createDescription: 'A group gives several people the same permissions at once.',
    name: 'Name',
    nameHint: 'It cannot be changed later: permissions and clients know the group by it.',
    nameInvalid: 'A group needs a name of 1 to 100 visible characters.',
    nameTaken: 'There is a group of this name already. Choose another.',
    filter: { title: 'Find groups', words: 'Name', submit: 'Find', clear: 'Show all groups' },
    none: 'No group fits.',
    noneBody: 'Look for a part of a name, or show all groups.',
    columns: { name: 'Group', members: 'Members', may: 'May' },
    members: (format: Format, count: number) => format.plural(count, { one: '# member', other: '# members' }),
    mayNothing: 'Nothing by itself',
    page: {
      description: (format: Format, count: number) =>
        format.plural(count, { one: 'Group of # member', other: 'Group of # members' }),
      beyond: 'This group may administer the system. Only a system administrator can change it.',
      may: 'What it may do',
      mayDescription: 'In the whole installation. Spaces give groups permissions of their own.',
      change: 'Change global permissions',
      membersTitle: 'Members',
      noMembers: 'Nobody is in this group yet.',
      person: 'Person',
      state: 'Status',
      remove: 'Remove',
      removeOf: (name: string) => `Remove ${name}`,
      add: 'Add members',
      usernames: 'Usernames',
      usernamesHint: 'Separated by commas, spaces or lines.',
      unknown: (names: string) => `Nobody is called ${names}. Nobody was added.`,
      refused: (names: string) => `Only a system administrator can put ${names} into a group. Nobody was added.`,
      nobodyNamed: 'Enter at least one username.',
      submit: 'Add',
      delete: 'Delete group',
    },
    delete: {
      title: (name: string) => `Delete the group ${name}?`,
      members: (format: Format, count: number) =>
        count === 0
          ? 'Nobody is in it.'
          : format.plural(count, {
              one: 'One person loses at once what only this group lets them do.',
              other: '# people lose at once what only this group lets them do.',
            }),
      permissions:
        'Permissions in spaces that name the group are gone. Pages restricted to the group alone stay closed to everybody but system administrators.',
      may: (permissions: string) => `Its members may no longer do by it: ${permissions}.`,
      newUsers: 'New users are put into this group. They will be in none until there is one of this name again.',
      stays: 'The accounts of its members stay.',
      submit: 'Delete group',
      mismatch: 'Type the name exactly as it is written above.',
    },
  },

  permissions: {
    names: {
      use: 'Use Weir',
      'create-space': 'Create spaces',
      administer: 'Administer',
      'administer-system': 'Administer the system',
    },
    explained: {
      use: 'Log in and read and write what spaces permit.',
      'create-space': 'Make new spaces, and administer those.',
      administer: 'General configuration: users, groups, links, the audit log.',
      'administer-system': 'Everything, in every space too, and what concerns the machine.',
    },
    anonymousText: 'Everybody, without logging in. Never in the whole installation: spaces let them in one by one, to read.',
    yes: (permission: string) => `Has: ${permission}`,
    no: (permission: string) => `Has not: ${permission}`,
    give: (permission: string, who: string) => `Give ${who} the permission: ${permission}`,
    take: (permission: string, who: string) => `Take from ${who} the permission: ${permission}`,
    given: 'Given',
    notGiven: '–',
    giveShort: 'Give',
    takeShort: 'Take',
    explanation: 'What each permission means',
    confirm: {
      takeTitle: (permission: string, who: string) => `Take “${permission}” from ${who}?`,
      giveTitle: (permission: string, who: string) => `Give ${who} “${permission}”?`,
      use: (format: Format, count: number) =>
        format.plural(count, {
          one: 'One person sees at once only what is open to everybody, unless another group lets them use Weir.',
          other: '# people see at once only what is open to everybody, unless another group lets them use Weir.',
        }),
      administer: (format: Format, count: number) =>
        format.plural(count, {
          one: 'One person can no longer administer, unless another group lets them.',
          other: '# people can no longer administer, unless another group lets them.',
        }),
      everything: (format: Format, count: number) =>
        format.plural(count, {
          one: 'One person can then see and change everything, restricted pages too, and can take this right from you.',
          other: '# people can then see and change everything, restricted pages too, and can take this right from you.',
        }),
      yourself: 'You hold it by this yourself, and lose it unless another group gives it.',
    },
  },
};
