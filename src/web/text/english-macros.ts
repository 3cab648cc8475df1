/** The words that explain each macro and its parameters to writers, in English. */

interface MacroWords {
  readonly title: string;
  /** What it does, in one sentence. */
  readonly about: string;
  /** By the names of parameters; those that all macros share are below. */
  readonly parameters?: Readonly<Record<string, string>>;
}

const macros: Readonly<Record<string, MacroWords>> = {
  anchor: { title: 'Anchor', about: 'Marks a place that links can lead to.', parameters: { '': 'Name of the place' } },
  attachments: { title: 'Attachments', about: 'Lists the files of this page, or of another.' },
  children: { title: 'Pages below', about: 'Lists the pages below this one, or below another.' },
  code: {
    title: 'Code',
    about: 'Shows source text as it is, with its language.',
    parameters: { language: 'Language, such as java' },
  },
  column: {
    title: 'Column',
    about: 'One column of a section; stands inside a section.',
    parameters: { width: 'Width, such as 30%' },
  },
  contentbylabel: { title: 'Content by label', about: 'Lists pages and blog posts that have certain labels.' },
  details: {
    title: 'Page properties',
    about: 'Holds a table of two columns that a report on other pages collects.',
    parameters: { id: 'Name, where a page has several' },
  },
  detailssummary: {
    title: 'Page properties report',
    about: 'One table from the page properties of all pages with certain labels.',
    parameters: {
      id: 'Only the properties of this name',
      headings: 'Columns, separated by commas',
      firstcolumn: 'Heading of the first column',
    },
  },
  excerpt: {
    title: 'Excerpt',
    about: 'A part of this page that other pages may show.',
    parameters: { name: 'Name, where a page has several' },
  },
  'excerpt-include': {
    title: 'Excerpt of another page',
    about: 'Shows the excerpt of another page here.',
    parameters: { '': 'Page', name: 'Name of the excerpt, where there are several' },
  },
  expand: { title: 'Expand', about: 'Folds a text away until somebody opens it.' },
  gallery: { title: 'Gallery', about: 'Shows the pictures that are attached to this page, or to another.' },
  include: { title: 'Another page', about: 'Shows all of another page here.', parameters: { '': 'Page' } },
  info: { title: 'Info', about: 'A blue box for what is good to know.' },
  jira: {
    title: 'Jira issue',
    about: 'Names an issue, or a search for issues, of Jira.',
    parameters: {
      key: 'Key of the issue, such as WEIR-1',
      jqlQuery: 'Search (JQL), instead of a key',
      server: 'Name of the server',
    },
  },
  'linked-page': {
    title: 'Linked page',
    about: 'Shows a page of a linked wiki, with the rights that each reader has there.',
    parameters: {
      link: 'Name of the link',
      pageId: 'Number of the page over there',
      space: 'Its space, instead of the number',
      title: 'Its title, with the space',
    },
  },
  livesearch: {
    title: 'Search',
    about: 'Leads to the search, in all spaces or in one.',
    parameters: { spaceKey: 'Key of the space', placeholder: 'Words of the link' },
  },
  noformat: {
    title: 'Text as it is',
    about: 'Shows a text with its spaces and line breaks, and nothing in it is read as markup.',
  },
  note: { title: 'Note', about: 'A yellow box for what is easily overlooked.' },
  pagetree: {
    title: 'Page tree',
    about: 'The pages of the space as a tree that folds.',
    parameters: { root: 'Page at the top; empty: the home page', startDepth: 'Levels that are open' },
  },
  panel: {
    title: 'Panel',
    about: 'A box with a title, in colours of your own.',
    parameters: { bgColor: 'Background, such as #eef6f5', borderColor: 'Border, such as #0a6b62' },
  },
  profile: { title: 'Person', about: 'Shows a person, with a link to them.', parameters: { user: 'Username' } },
  'recently-updated': { title: 'Recently updated', about: 'Lists what was changed last, in this space or in others.' },
  section: { title: 'Section', about: 'Sets columns beside each other.', parameters: { border: 'With a border' } },
  status: { title: 'Status', about: 'A word in a coloured lozenge.', parameters: { title: 'Word' } },
  tip: { title: 'Tip', about: 'A green box for a good way to do something.' },
  toc: { title: 'Table of contents', about: 'The headings of this page as links.', parameters: { type: 'Shown as' } },
  'view-file': {
    title: 'File',
    about: 'Shows a file that is attached to this page, or to another, with a link to it.',
    parameters: { name: 'Name of the file' },
  },
  warning: { title: 'Warning', about: 'A red box for what does harm.' },
  widget: {
    title: 'Something of another site',
    about: 'A link to a video, a map or the like: pages show nothing that other sites run.',
    parameters: { url: 'Address' },
  },
};

const parameters: Readonly<Record<string, string>> = {
  all: 'All levels',
  collapse: 'Folded at first',
  colour: 'Colour',
  depth: 'Levels',
  exclude: 'Without these files, separated by commas',
  excerptType: 'Excerpts',
  first: 'At most so many',
  hidden: 'Not shown on this page',
  include: 'Only these files, separated by commas',
  labels: 'Labels, separated by commas',
  linenumbers: 'With numbers before the lines',
  max: 'At most so many',
  maxLevel: 'Lowest heading, 1 to 6',
  minLevel: 'Highest heading, 1 to 6',
  nopanel: 'Without a frame',
  operator: 'Pages have',
  outline: 'With numbers',
  page: 'Page; empty: this one',
  reverse: 'The other way round',
  sort: 'Order',
  spaces: 'Keys of spaces, separated by commas; empty: this one',
  subtle: 'Only the outline in colour',
  title: 'Title',
  types: 'What',
};

/** Choices whose words are not their own. */
const choices: Readonly<Record<string, string>> = {
  AND: 'all of the labels',
  OR: 'one of the labels',
  all: 'Everything',
  blogpost: 'Blog posts',
  creation: 'When it was made',
  flat: 'One line',
  list: 'List',
  modified: 'When it was last changed',
  none: 'None',
  page: 'Pages',
  rich: 'As they are written',
  simple: 'Their words',
  title: 'Title',
};

export const englishMacros = {
  insert: 'Insert a macro',
  title: 'Insert a macro',
  description: 'A macro puts something into a page that words alone do not: a table of contents, a box, another page.',
  find: 'Find a macro',
  list: 'Macros',
  all: 'All macros',
  macros,
  parameters,
  choices,
  pageHint: 'A title, or KEY:Title for a page of another space.',
  inside: 'Text inside',
  insideHint: 'You can go on writing it in the page.',
  markup: 'Written as',
  submit: 'Insert',
  check: 'Look at the fields that are marked.',
  resultTitle: 'Copy this into your text',
  result: 'Text of the macro',
  another: 'Another macro',
  problems: {
    missing: 'Enter something here.',
    'no-number': 'Enter a whole number from 1.',
    'no-option': 'Choose one of the options.',
    'too-long': 'This is too long.',
    'not-in-wiki-markup': 'Wiki markup cannot hold this: it has one of { } | \\ in it. Write the page in storage format.',
  },
} as const;
