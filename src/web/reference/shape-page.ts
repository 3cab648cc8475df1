/** The page of one shape: an object that answers contain, with its fields and an example. */
import { codeBlock } from '../components/copy.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { section } from '../components/section.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { groupLinks } from './index-page.ts';
import type { OperationGroup } from './operations.ts';
import { referencePaths } from './reference-paths.ts';
import { fieldTable, shapeText } from './shape-parts.ts';
import { exampleOf, readShape } from './shapes.ts';

export interface ShapeProps {
  readonly name: string;
  readonly schemas: Readonly<Record<string, object>>;
  readonly groups: readonly OperationGroup[];
}

export function shapePage(view: View, { name, schemas, groups }: ShapeProps): string {
  const words = view.text.reference;
  const shape = readShape(schemas[name]);
  const example = JSON.stringify(exampleOf(shape, schemas), null, 2);
  return page(view, {
    kind: 'app',
    title: `${name} – ${words.title}`,
    main: html`
      ${pageHead({
        breadcrumbs: breadcrumbs(view, [{ label: words.title, href: address(view, referencePaths.index) }]),
        title: name,
        description: words.shapeDescription,
      })}
      ${section({
        title: words.fields,
        body: html`${shape.kind !== 'object' && html`<p>${shapeText(view, shape)}</p>`}${fieldTable(view, shape, words.fields)}`,
      })}
      ${section({
        title: words.answerExample,
        description: words.exampleHint,
        body: codeBlock(view, { id: 'example', label: name, code: example }),
      })}`,
    side: { label: words.groups, content: groupLinks(view, groups) },
  });
}
