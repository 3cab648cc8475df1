/** How shapes, parameters and methods look in the reference. */
import { folded } from '../components/form.ts';
import { tag } from '../components/status.ts';
import { table } from '../components/table.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { referencePaths } from './reference-paths.ts';
import { type Field, flatFields, readShape, type Shape } from './shapes.ts';

/** Text in which words between backquotes are code. */
export function withCode(text: string): Renderable {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece));
}

/** The method of a call, in the colour of what it does. */
export function methodBadge(method: string): Html {
  return html`<span class="method method-${method.toLowerCase()}">${method}</span>`;
}

/** A path whose holes stand out, and which breaks where a slash is. */
export function pathText(path: string): Html {
  const pieces = path.split(/(?=\/)/).map((piece) => html`<wbr>${piece}`);
  return html`<code class="api-path">${pieces}</code>`;
}

/** What a shape is, in a few words; a name leads to its own page. */
export function shapeText(view: View, shape: Shape): Renderable {
  const words = view.text.reference;
  switch (shape.kind) {
    case 'named':
      return html`<a href="${address(view, referencePaths.shape(shape.name))}">${shape.name}</a>`;
    case 'list':
      return html`${words.listOf} ${shapeText(view, shape.of)}`;
    case 'choice':
      return shape.of.map((each, index) => html`${index > 0 && ` ${words.or} `}${shapeText(view, each)}`);
    case 'values':
      return shape.values.map((value, index) => html`${index > 0 && ` ${words.or} `}<code>${value}</code>`);
    case 'object':
      return words.types.object;
    case 'map':
      return html`${words.mapOf} ${shapeText(view, shape.of)}`;
    case 'plain':
      return words.types[shape.type];
    default:
      return shape satisfies never;
  }
}

/** Longer lists of fields are folded. */
const mostOpen = 24;

/** The fields of a shape, also those below others; nothing where it has none of its own. */
export function fieldTable(view: View, shape: Shape, caption: string): Renderable {
  const fields = flatFields(shape);
  if (fields.length === 0) return undefined;
  const rows = namedRows(view, caption, fields);
  return fields.length > mostOpen ? folded({ summary: view.text.reference.allFields(fields.length), body: rows }) : rows;
}

/** A name that breaks where a dot is. */
function nameText(name: string): Html {
  return html`<code class="api-name">${name.split(/(?=\.)/).map((piece) => html`<wbr>${piece}`)}</code>`;
}

/** What has a name, a shape, and perhaps a word about it: fields and parameters. */
export function namedRows(view: View, caption: string, rows: readonly Field[]): Html {
  const words = view.text.reference;
  return table({
    caption,
    columns: [{ label: words.name }, { label: words.shape }, { label: words.about }],
    rows: rows.map(({ name, shape, isRequired, description }) => [
      html`${nameText(name)}${isRequired && html` ${tag(words.required)}`}`,
      shapeText(view, shape),
      withCode(description),
    ]),
  });
}

/** The shape of a body, by its media type. */
export function mediaShape(schema: object | undefined): Shape {
  return readShape(schema ?? {});
}
