/** What the pages say about labels and watching, in English. */
import type { Format } from './format.ts';

export const englishLabels = {
  labels: 'Labels',
  edit: 'Edit labels',
  /** Of a label that only its owner sees. */
  own: 'Only you see this label',

  page: {
    title: (label: string) => `Label: ${label}`,
    description: 'Pages and blog posts with this label, last changed first.',
    descriptionIn: (space: string) => `Pages and blog posts with this label in ${space}, last changed first.`,
    everywhere: 'In all spaces',
    caption: 'Pages with this label',
    name: 'Title',
    space: 'Space',
    changed: 'Last changed',
    related: 'Often together with',
    empty: 'Nothing has this label',
    emptyBody: 'Or nothing that you may see. Labels are given at the end of a page.',
  },

  spaces: {
    title: (label: string) => `Spaces: ${label}`,
    all: 'All spaces',
    empty: 'No space has this label',
    emptyBody: 'Or none that you may see. Those who administer a space give it labels through the REST API.',
  },

  editing: {
    title: 'Labels',
    titleOf: (page: string) => `Labels of ${page}`,
    description: 'Labels bring together what belongs together, across spaces.',
    add: 'Add labels',
    addHint: 'Separate several by blanks, such as river spring-flood. Begin with my: for a label that only you see.',
    ownHint: 'You may view this page, not change it. Begin with my: for a label that only you see, such as my:later.',
    submit: 'Add',
    none: 'There are no labels yet.',
    remove: (label: string) => `Remove ${label}`,
    back: 'Back to the page',
    missing: 'Enter at least one label.',
    tooLong: (format: Format, longest: number) => `A label has at most ${format.number(longest)} characters.`,
    characters: (label: string) => `${label} cannot be a label: leave out : ; , . ? & [ ] ( ) { } ^ ! @ # and *.`,
    notPermitted: 'You may only give this page labels of your own here: begin them with my:',
  },

  watching: {
    watch: 'Watch',
    stop: 'Stop watching',
  },
};
