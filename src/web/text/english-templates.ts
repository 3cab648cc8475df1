/** What the page of templates says, in English. */
export const englishTemplates = {
  title: 'Begin with a template',
  description: 'A template is a page with its parts in place. What you write from it is yours to change.',
  name: 'Template',
  about: 'About',
  everywhere: 'For all spaces',
  ofSpace: 'Of this space',
  use: 'Use',
  useOf: (name: string) => `Use ${name}`,
  none: 'There are no templates yet',
  noneBody: 'Programs keep them by the REST API: for a space who administers it, for all spaces administrators.',
  api: 'How, in the reference of the API',
  pageTitle: 'Title of the page',
  pageTitleHint: 'It can be given later, too.',
  begin: 'Begin the page',
  notAnOption: 'Choose one of the options.',
} as const;
