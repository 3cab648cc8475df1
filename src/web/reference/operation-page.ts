/** The page of one operation: what it does, requires, takes and answers, an example, and a form that calls it. */
import type { ApiResponse } from '../../http/api-description.ts';
import { linkButton } from '../components/button.ts';
import { codeBlock } from '../components/copy.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { columns, descriptionList, section } from '../components/section.ts';
import { tag } from '../components/status.ts';
import { table } from '../components/table.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { groupLinks } from './index-page.ts';
import { curlExample, type OperationGroup, type ShownOperation } from './operations.ts';
import { referencePaths } from './reference-paths.ts';
import { fieldTable, mediaShape, methodBadge, namedRows, pathText, shapeText } from './shape-parts.ts';
import { exampleOf, readShape, withoutNull } from './shapes.ts';
import { tryCall } from './try-call.ts';

export interface OperationProps {
  readonly shown: ShownOperation;
  readonly groups: readonly OperationGroup[];
  /** The shapes that bodies and answers name. */
  readonly schemas: Readonly<Record<string, object>>;
  readonly baseUrl: string;
}

export function operationPage(view: View, props: OperationProps): string {
  const { shown, groups, baseUrl } = props;
  const { operation, method, path } = shown;
  const words = view.text.reference;
  const body = bodyExample(props);
  return page(view, {
    kind: 'app',
    title: `${operation.summary} – ${words.title}`,
    main: html`
      ${pageHead({
        breadcrumbs: breadcrumbs(view, [{ label: words.title, href: address(view, referencePaths.index) }]),
        title: operation.summary,
        description: html`<span class="operation-address">${methodBadge(method)}${pathText(path)}</span>`,
        actions: linkButton({ label: words.tryIt.title, href: '#try-it', small: true, icon: 'play' }),
      })}
      ${columns(
        html`${needs(view, props)}${takes(view, props)}${answers(view, props)}`,
        html`${section({
          title: words.example,
          body: codeBlock(view, { id: 'curl', label: 'curl', code: curlExample(shown, baseUrl, body) }),
        })}${tryCall(view, { shown, body })}`,
      )}`,
    side: { label: words.groups, content: groupLinks(view, groups, shown.group) },
  });
}

/** What is sent in the example: written by hand, or made from the schema. */
function bodyExample({ shown, schemas }: OperationProps): unknown {
  const media = shown.operation.requestBody?.content['application/json'];
  return media && (media.example ?? exampleOf(mediaShape(media.schema), schemas));
}

function needs(view: View, { shown }: OperationProps): Html {
  const words = view.text.reference;
  const { operation, alsoAt } = shown;
  const permission = operation['x-global-permission'];
  const isOpen = operation.security.some((each) => Object.keys(each).length === 0);
  return section({
    title: words.needs,
    body: descriptionList([
      { term: words.scope, value: tag(operation['x-scope']) },
      { term: words.permission, value: permission === undefined ? words.permissions.none : words.permissions[permission] },
      { term: words.anonymous, value: isOpen ? words.anonymousYes : words.anonymousNo },
      ...(alsoAt.length === 0 ? [] : [{ term: words.alsoAt, value: alsoAt.map((each) => html`${pathText(each)} `) }]),
    ]),
  });
}

function takes(view: View, { shown }: OperationProps): Renderable {
  const words = view.text.reference;
  const { parameters, requestBody } = shown.operation;
  const kinds = (['path', 'query', 'header'] as const).map((kind) => {
    const rows = parameters.filter((each) => each.in === kind);
    return (
      rows.length > 0 &&
      section({
        title: words.parametersIn[kind],
        body: namedRows(
          view,
          words.parametersIn[kind],
          rows.map(({ name, schema, required, description = '' }) => ({
            name,
            shape: readShape(schema),
            isRequired: required ?? false,
            description,
          })),
        ),
      })
    );
  });
  const [[type, media] = []] = Object.entries(requestBody?.content ?? {});
  if (type === undefined || media === undefined) return kinds;
  const shape = withoutNull(mediaShape(media.schema));
  const isNamedOnly = shape.kind === 'plain' || shape.kind === 'map';
  return html`${kinds}${section({
    title: words.body,
    description: html`<code>${type}</code>`,
    body: html`${isNamedOnly && html`<p>${shapeText(view, shape)}</p>`}${fieldTable(view, shape, words.body)}`,
  })}`;
}

function answers(view: View, { shown, schemas }: OperationProps): Html {
  const words = view.text.reference;
  const all = Object.entries(shown.operation.responses);
  const [status = '', success] = all.find(([each]) => each.startsWith('2')) ?? [];
  const errors = all.filter(([each]) => !each.startsWith('2'));
  return html`${section({
    title: words.answer,
    body: success === undefined ? '' : successParts(view, status, success, schemas),
  })}${section({
    title: words.errors,
    description: html`${words.errorsAre} <a href="${address(view, referencePaths.shape('Error'))}">Error</a>`,
    body: table({
      caption: words.errors,
      columns: [{ label: words.status }, { label: words.reason }],
      rows: errors.map(([each, { description }]) => [
        html`<code>${each === 'default' ? words.otherStatus : each}</code>`,
        description,
      ]),
    }),
  })}`;
}

function successParts(view: View, status: string, { content }: ApiResponse, schemas: Readonly<Record<string, object>>): Html {
  const words = view.text.reference;
  const [[type, media] = []] = Object.entries(content ?? {});
  if (type === undefined || media === undefined) return html`<p><code>${status}</code> ${words.noBody}</p>`;
  if (type !== 'application/json') return html`<p><code>${status}</code> ${words.fileBody}</p>`;
  const shape = mediaShape(media.schema);
  const example = JSON.stringify(exampleOf(shape, schemas), null, 2);
  return html`
    <p><code>${status}</code> ${shapeText(view, shape)}</p>
    ${fieldTable(view, shape, words.answer)}
    ${codeBlock(view, { id: 'answer-example', label: words.answerExample, code: example })}`;
}
