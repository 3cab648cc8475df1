/** The macros that the editor offers, by name, with their parameters. Older names for the same macros are left out. */

export type ParameterKind =
  | { readonly kind: 'text' | 'page' }
  /** From 1. */
  | { readonly kind: 'number' }
  | { readonly kind: 'flag' }
  /** The first is what holds without it. */
  | { readonly kind: 'choice'; readonly options: readonly string[] };

export type OfferedParameter = ParameterKind & {
  /** As the macro has it; one has none. */
  readonly name: string;
  readonly required?: true;
};

export interface OfferedMacro {
  readonly name: string;
  /** `rich`: paragraphs; `plain`: characters as they are. */
  readonly body: 'rich' | 'plain' | 'none';
  readonly parameters: readonly OfferedParameter[];
}

const text = (name: string) => ({ kind: 'text', name }) as const;
const needed = (name: string) => ({ kind: 'text', name, required: true }) as const;
const page = (name: string) => ({ kind: 'page', name }) as const;
const number = (name: string) => ({ kind: 'number', name }) as const;
const flag = (name: string) => ({ kind: 'flag', name }) as const;
const choice = (name: string, ...options: readonly string[]) => ({ kind: 'choice', name, options }) as const;

const order = [choice('sort', 'title', 'creation', 'modified'), flag('reverse')];
const labelled = [needed('labels'), choice('operator', 'OR', 'AND'), text('spaces')];

/** @returns one of the four boxes */
function box(name: string): OfferedMacro {
  return { name, body: 'rich', parameters: [text('title')] };
}

export const offeredMacros: readonly OfferedMacro[] = [
  { name: 'anchor', body: 'none', parameters: [needed('')] },
  { name: 'attachments', body: 'none', parameters: [page('page')] },
  {
    name: 'children',
    body: 'none',
    parameters: [
      page('page'),
      flag('all'),
      number('depth'),
      ...order,
      number('first'),
      choice('excerptType', 'none', 'simple', 'rich'),
    ],
  },
  { name: 'code', body: 'plain', parameters: [text('language'), text('title'), flag('linenumbers'), flag('collapse')] },
  { name: 'column', body: 'rich', parameters: [text('width')] },
  { name: 'contentbylabel', body: 'none', parameters: [...labelled, text('title'), number('max')] },
  { name: 'details', body: 'rich', parameters: [text('id'), flag('hidden')] },
  {
    name: 'detailssummary',
    body: 'none',
    parameters: [...labelled, text('id'), text('headings'), text('firstcolumn')],
  },
  { name: 'excerpt', body: 'rich', parameters: [text('name'), flag('hidden')] },
  { name: 'excerpt-include', body: 'none', parameters: [{ ...page(''), required: true }, text('name'), flag('nopanel')] },
  { name: 'expand', body: 'rich', parameters: [text('title')] },
  { name: 'gallery', body: 'none', parameters: [text('title'), page('page'), text('include'), text('exclude')] },
  { name: 'include', body: 'none', parameters: [{ ...page(''), required: true }] },
  box('info'),
  { name: 'jira', body: 'none', parameters: [text('key'), text('jqlQuery'), text('server')] },
  { name: 'linked-page', body: 'none', parameters: [needed('link'), text('pageId'), text('space'), text('title')] },
  { name: 'livesearch', body: 'none', parameters: [text('spaceKey'), text('placeholder')] },
  { name: 'noformat', body: 'plain', parameters: [text('title')] },
  box('note'),
  { name: 'pagetree', body: 'none', parameters: [page('root'), ...order, number('startDepth')] },
  { name: 'panel', body: 'rich', parameters: [text('title'), text('bgColor'), text('borderColor')] },
  { name: 'profile', body: 'none', parameters: [needed('user')] },
  {
    name: 'recently-updated',
    body: 'none',
    parameters: [text('spaces'), choice('types', 'all', 'page', 'blogpost'), number('max')],
  },
  { name: 'section', body: 'rich', parameters: [flag('border')] },
  {
    name: 'status',
    body: 'none',
    parameters: [needed('title'), choice('colour', 'Grey', 'Red', 'Yellow', 'Green', 'Blue', 'Purple'), flag('subtle')],
  },
  box('tip'),
  {
    name: 'toc',
    body: 'none',
    parameters: [number('minLevel'), number('maxLevel'), choice('type', 'list', 'flat'), flag('outline')],
  },
  { name: 'view-file', body: 'none', parameters: [needed('name'), page('page')] },
  box('warning'),
  { name: 'widget', body: 'none', parameters: [needed('url')] },
];
