/** What the page of templates says, in English. */
export const englishTemplates = {
  title: 'Begin with a template',
  description: 'A template is a page with its parts in place. What you write from it is yours to change.',
  name: 'Template',
  about: 'About',
  everywhere: 'For all spaces',
  ofSpace: 'Of this space',
  labels: 'Labels',
  actions: 'Actions',
  use: 'Use',
  useOf: (name: string) => `Use ${name}`,
  none: 'There are no templates yet',
  noneBody:
    'Whoever administers a space keeps its templates here. Those for all spaces administrators keep under General configuration.',
  noneEverywhere:
    'A template for all spaces is offered to everybody who begins a page. Those of one space are kept in the space.',
  api: 'How, in the reference of the API',
  pageTitle: 'Title of the page',
  pageTitleHint: 'It can be given later, too.',
  begin: 'Begin the page',
  notAnOption: 'Choose one of the options.',
} as const;
