/** The words of the pages on which people read the wiki and find their way in it, in English. */
import type { Format } from './format.ts';

export const englishWiki = {
  /** Which results of a list are shown. */
  part: (format: Format, first: number, last: number) => `${format.number(first)}–${format.number(last)}`,

  home: {
    title: 'Spaces',
    description: 'A space holds the pages of a team, a project or a subject.',
    createSpace: 'Create space',
    empty: 'There is no space yet',
    emptyBody: 'A space holds the pages of a team, a project or a subject. Create the first one, and write its home page.',
    emptyForReader: 'There is no space for you yet',
    emptyForReaderBody:
      'A space holds the pages of a team, a project or a subject. Ask the people who look after one to let you in.',
  },

  createSpace: {
    title: 'Create space',
    description: 'You will administer it. All users may read and write in it, until you change that.',
    name: 'Name',
    nameHint: 'What people call it, such as River engineering.',
    key: 'Key',
    keyHint: 'A short word of letters and digits for addresses and links, such as RIVER. It cannot be changed later.',
    about: 'Description',
    aboutHint: 'One or two sentences on what it is for.',
    private: 'Only for me',
    privateHint: 'Nobody else sees the space until you let them in.',
    submit: 'Create space',
    checkFields: 'The space was not created yet. Please check the fields below.',
    keyEnding: (key: string) =>
      `The space with the key ${key} is being deleted. Its key is free when that is done: use another one, or try again in a while.`,
    keyTaken: (key: string) =>
      `There is a space with the key ${key} already, perhaps one that you may not see. Choose another key.`,
    keyInvalid: 'Use letters A to Z and digits only, without spaces, such as RIVER.',
    nameInvalid: (longest: number) => `Enter a name of at most ${longest} characters.`,
    descriptionTooLong: (format: Format, longest: number) => `Use at most ${format.number(longest)} characters.`,
  },

  space: {
    pages: 'Pages',
    allPages: 'All pages',
    blog: 'Blog',
    permissions: 'Space permissions',
    tools: 'This space',
    noPages: 'There is no page in this space that you may see.',
    treeTooLong: 'More pages',
    title: 'Title',
    changedBy: 'Last changed by',
    changed: 'Last changed',
    emptyPages: 'There is no page here yet',
    emptyPagesBody: 'Pages of this space will stand here. Whoever may write in it creates the first one.',
    postedBy: 'Posted by',
    posted: 'Posted',
    emptyBlog: 'There is no blog post here',
    emptyBlogBody: 'Blog posts of this space will stand here, the newest first.',
  },

  comments: {
    heading: 'Comments',
    inline: 'Comments on passages',
    passageOf: (format: Format, number: number, name: string) => `${format.number(number)}: comment of ${name}`,
    edited: 'edited',
    unresolved: 'Open',
    resolved: 'Resolved',
    resolvedBy: (name: string) => `Resolved by ${name}`,
    onlyFirst: (format: Format, shown: number) =>
      `These are the first ${format.number(shown)} comments. The others can be read through the REST API.`,
  },

  page: {
    by: 'By',
    deletedAccount: 'a deleted account',
    created: 'created',
    changed: 'last changed',
    changedBy: (name: string) => `last changed by ${name}`,
    version: (format: Format, number: number) => `Version ${format.number(number)}`,
    children: 'Pages below this one',
    moreChildren: (format: Format, shown: number) => `These are the first ${format.number(shown)}.`,
    oldVersion: (format: Format, number: number, latest: number) =>
      `You are reading version ${format.number(number)} of ${format.number(latest)}`,
    quoted: (message: string) => `“${message}”`,
    readCurrent: 'Read the current version',
    empty: 'This page has no text yet.',
  },

  attachments: {
    heading: 'Attachments',
    all: 'All attachments',
    attachFiles: 'Attach files',
    title: (page: string) => `Attachments of ${page}`,
    description: 'The files that belong to this page. A file with the name of another becomes a new version of it.',
    empty: 'There is no file here yet',
    emptyBody: 'Files that are attached to the page stand here, with their earlier versions.',
    caption: 'Attachments',
    file: 'File',
    size: 'Size',
    version: 'Version',
    by: 'Attached by',
    when: 'Attached',
    comment: 'Comment',
    actions: 'Actions',
    remove: 'Delete',
    removeFile: (filename: string) => `Delete ${filename}`,
    /** In steps of 1,024 bytes, as most file managers count. */
    bytes: (format: Format, bytes: number) =>
      bytes < 1024
        ? `${format.number(bytes)}\u00a0B`
        : bytes < 1024 * 1024
          ? `${format.number(Math.round(bytes / 1024))}\u00a0KB`
          : bytes < 1024 * 1024 * 1024
            ? `${format.number(Math.round(bytes / (1024 * 1024)))}\u00a0MB`
            : `${format.number(Math.round((10 * bytes) / (1024 * 1024 * 1024)) / 10)}\u00a0GB`,
    files: 'Files',
    filesHint: (largest: string) => `Each at most ${largest}.`,
    commentHint: 'What others should know about them. It may stay empty.',
    submit: 'Attach',
    chooseFile: 'Choose at least one file.',
    tooLarge: (filename: string, largest: string) => `${filename} is too large: a file has at most ${largest}.`,
    blocked: (filename: string) => `${filename} cannot be attached: this kind of file is not allowed here.`,
    badName: 'A file has a name that cannot be kept. Rename it and try again.',
  },

  history: {
    title: (page: string) => `History of ${page}`,
    description: 'Every version that was published, the newest first.',
    caption: 'Versions',
    version: 'Version',
    author: 'By',
    when: 'Published',
    message: 'Message',
    current: 'Current',
    minor: 'Minor edit',
    noMessage: '—',
    compare: 'Changes',
    compareWith: (format: Format, before: number, after: number) =>
      `Changes from version ${format.number(before)} to version ${format.number(after)}`,
  },

  comparison: {
    title: (page: string) => `Changes of ${page}`,
    description: (format: Format, before: number, after: number) =>
      `Version ${format.number(before)} compared with version ${format.number(after)}, word by word.`,
    history: 'History',
    renamed: 'The title changed:',
    same: 'Not a word changed. Pictures, formatting and links may have.',
    counts: (format: Format, added: number, removed: number) =>
      `Words added: ${format.number(added)}. Words removed: ${format.number(removed)}.`,
  },

  permissions: {
    title: 'Space permissions',
    description: (name: string) => `Who may do what in ${name}. Edit includes View, and Administer includes both.`,
    names: { view: 'View', edit: 'Edit', administer: 'Administer' },
    explained: {
      view: 'Read its pages.',
      edit: 'Read, create, change and delete its pages.',
      administer: 'All that, and change these permissions.',
    },
    custom: 'Custom',
    /** Single permissions of somebody who holds none of the usual sets. */
    each: {
      view: 'view',
      'create-page': 'write pages',
      'delete-page': 'delete pages',
      'create-blogpost': 'write blog posts',
      'delete-blogpost': 'delete blog posts',
      'create-comment': 'comment',
      'delete-comment': 'delete comments',
      'create-attachment': 'attach files',
      'delete-attachment': 'delete attachments',
      'delete-own': 'delete what they made',
      export: 'export the space',
      restrict: 'restrict pages',
      administer: 'administer',
    },
    list: (parts: readonly string[]) => `${parts.join(', ')}.`,
    open: 'On',
    openText: 'Everybody who can reach this site can read this space, without an account.',
    closed: 'Off',
    closedText: 'Only the people and groups listed below see this space.',
    letIn: 'Let anonymous readers in',
    shutOut: 'End anonymous reading',
    subjects: 'People and groups',
    actions: 'Actions',
    actionsFor: (name: string) => `More actions for ${name}`,
    you: 'You',
    set: { view: 'Give View alone', edit: 'Give Edit', administer: 'Give Administer' },
    remove: 'Take everything',
    none: 'Nobody is listed',
    noneBody: 'Only system administrators see this space now. Give a person or a group a permission below.',
    confirm: {
      openTitle: 'Let anonymous readers in?',
      open: (name: string) => `Everybody who can reach this site can read all pages of ${name}, without an account.`,
      openLater:
        'That holds for pages that are written later, too. You can end it here at any time; what was read by then was read.',
      takeTitle: (who: string) => `Take this from ${who}?`,
      noLongerAdministers: (who: string, space: string) => `${who} can no longer change who may use ${space}.`,
      noLongerSees: (who: string, space: string) =>
        `${who} can no longer see ${space}, unless a group or anonymous reading lets them.`,
      yourself: 'This is you: you cannot undo it yourself, unless a group of yours administers this space.',
      takeLabel: 'Take',
    },
  },
};
