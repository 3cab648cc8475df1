/** `attachments`, `gallery` and `view-file`: the files of a page, as a table, as pictures, or a single one. */
import { element, type Html, nothing, text } from '../html.ts';
import { linkedFileAttributes } from '../linked-attributes.ts';
import type { FilesQuestion, ListedFile } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';
import type { AttachmentReference } from '../resources.ts';
import { listOf, type Macro, type MacroDefinition, macroAttributes, macroNotice, pageOf } from './macro.ts';

/** Exporters read the headings by these classes. */
const fileColumns = [
  { heading: 'File', className: 'filename-column' },
  { heading: 'Size', className: 'size-column' },
  { heading: 'Changed', className: 'modified-column' },
] as const;

export const attachments: MacroDefinition = {
  names: ['attachments'],
  ask: (macro) => [question(macro, 'page')],
  render(macro, rendering) {
    const files = rendering.context.answers.files(question(macro, 'page'));
    if (files === undefined) return macroNotice(macro, 'The page whose files belong here cannot be found.');
    const attributes = macroAttributes(macro, 'block', 'plugin_attachments_container w-attachments');
    if (files.length === 0) return element('div', attributes, element('p', {}, text('No files are attached.')));
    const head = fileColumns.map(({ heading, className }) =>
      element('th', { class: `confluenceTh ${className}` }, text(heading)),
    );
    const rows = files.map((file) => {
      const day = rendering.dayOf(file.modifiedAt);
      const by = file.modifiedBy === undefined ? '' : ` by ${file.modifiedBy}`;
      const cells = [fileLink(file, rendering), text(sizeOf(file.size)), text(day + by)];
      return element(
        'tr',
        {},
        ...cells.map((cell, index) => element('td', { class: `confluenceTd ${fileColumns[index]?.className}` }, cell)),
      );
    });
    const table = element(
      'table',
      { class: 'attachments confluenceTable' },
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    );
    return element('div', attributes, element('div', { class: 'table-wrap' }, table));
  },
};

const pictureType = /^image\/(?:png|jpeg|gif|webp)$/;

export const gallery: MacroDefinition = {
  names: ['gallery'],
  fileParameters: { names: ['include', 'exclude'], isList: true },
  ask: (macro) => [question(macro, 'page')],
  render(macro, rendering) {
    const files = rendering.context.answers.files(question(macro, 'page'));
    if (files === undefined) return macroNotice(macro, 'The page whose pictures belong here cannot be found.');
    const [included, excluded] = [listOf(macro, 'include'), listOf(macro, 'exclude')];
    const pictures = files.filter(
      ({ filename, mediaType }) =>
        pictureType.test(mediaType) && (included.length === 0 || included.includes(filename)) && !excluded.includes(filename),
    );
    const title = macro.parameters.get('title');
    const heading = title ? element('h2', {}, text(title)) : nothing;
    return element(
      'div',
      macroAttributes(macro, 'block', 'gallery w-gallery'),
      heading,
      ...pictures.map((file) => picture(file, rendering)),
    );
  },
};

export const viewFile: MacroDefinition = {
  names: ['view-file', 'viewpdf', 'viewdoc', 'viewxls', 'viewppt', 'multimedia'],
  fileParameters: { names: ['name', ''], isList: false },
  refersTo: (macro) => fileOf(macro),
  render(macro, rendering) {
    const reference = fileOf(macro);
    const file = reference && rendering.context.attachment(reference);
    const name = reference?.filename ?? 'file';
    if (file === undefined) return macroNotice(macro, `The file ${name} cannot be found.`);
    const attributes = {
      href: rendering.linkAddress(file.href) ?? '',
      class: 'confluence-embedded-file',
      ...linkedFileAttributes(rendering, file, name),
    };
    const link = rendering.link(attributes, () => text(name));
    return element('span', macroAttributes(macro, 'inline', 'confluence-embedded-file-wrapper w-file'), link);
  },
};

function question(macro: Macro, parameter: string): FilesQuestion {
  const page = pageOf(macro, parameter);
  return { kind: 'files', page: page?.kind === 'page' ? page : undefined };
}

function fileOf(macro: Macro): AttachmentReference | undefined {
  const linked = macro.resources.get('name') ?? macro.resources.get('');
  if (linked?.kind === 'attachment') return linked;
  const filename = macro.parameters.get('name') || macro.parameters.get('');
  return filename ? { kind: 'attachment', filename, container: pageOf(macro, 'page') } : undefined;
}

function fileLink(file: ListedFile, rendering: Rendering): Html {
  const attributes = {
    href: rendering.linkAddress(file.href) ?? '',
    ...linkedFileAttributes(rendering, file, file.filename),
  };
  return rendering.link(attributes, () => text(file.filename));
}

function picture(file: ListedFile, rendering: Rendering): Html {
  const src = rendering.imageAddress(file.thumbnail ?? file.href);
  const image = element('img', {
    class: 'confluence-embedded-image confluence-thumbnail',
    src,
    'data-image-src': rendering.imageAddress(file.href),
    ...linkedFileAttributes(rendering, file, file.filename),
    alt: file.filename,
  });
  return rendering.link({ href: rendering.linkAddress(file.href) ?? '' }, () => image);
}

const units = ['bytes', 'kB', 'MB', 'GB'];

function sizeOf(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
