/**
 * Inserting a macro into a text: what there is to choose, what the chosen one takes, and the text to insert. The editor shows these pages in a dialog and
 * inserts the text itself; where scripts do not run they stand in a window of their own, and the text is copied.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { type ParameterProblem, writeMacro } from '../../../wiki/macro-writing.ts';
import { type OfferedMacro, offeredMacros } from '../../../wiki/storage-format/macros/offered.ts';
import { button, linkButton } from '../../components/button.ts';
import { codeBlock } from '../../components/copy.ts';
import { checkbox, selectField, textArea, textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { fieldOf } from '../../form-body.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { notFound, type WikiPageDeps } from '../wiki-route.ts';
import { largestForm, readText } from './written.ts';

type Markup = 'storage' | 'wiki';

interface Filled {
  readonly values: ReadonlyMap<string, string>;
  readonly body: string;
  readonly markup: Markup;
  readonly problems: ReadonlyMap<string, ParameterProblem>;
}

const valuePrefix = 'value-';
const bodyName = 'inside';
const markupName = 'as';

export function registerMacroPages(app: App, deps: WikiPageDeps): void {
  const { views } = deps;
  const config = { access: pageRoute() };
  const path = wikiPaths.insertMacro;

  app.get(path, { config }, (request, reply) => {
    const view = views.viewOf(request, reply);
    const markup = markupIn(request.query);
    const name = fieldOf(request.query, 'macro');
    if (name === '') return sendPage(reply, listPage(view, fieldOf(request.query, 'q'), markup));
    const macro = macroNamed(name);
    const filled: Filled = { values: new Map(), body: '', markup, problems: new Map() };
    return macro === undefined ? notFound(deps, request, reply) : sendPage(reply, formPage(view, macro, filled));
  });

  app.post(path, { config, bodyLimit: largestForm }, (request, reply) => {
    const macro = macroNamed(fieldOf(request.body, 'macro'));
    return macro === undefined ? notFound(deps, request, reply) : write(request, reply, macro);
  });

  function write(request: FastifyRequest, reply: FastifyReply, macro: OfferedMacro): FastifyReply {
    const { body } = request;
    const values = new Map(macro.parameters.map(({ name }) => [name, fieldOf(body, valuePrefix + name)]));
    const filled = { values, body: readText(body, bodyName), markup: markupIn(body) };
    const written = writeMacro(macro, filled, filled.markup);
    const view = views.viewOf(request, reply);
    return written.outcome === 'written'
      ? sendPage(reply, resultPage(view, macro, written.text, filled.markup))
      : sendPage(reply.code(422), formPage(view, macro, { ...filled, problems: written.problems }));
  }
}

function macroNamed(name: string): OfferedMacro | undefined {
  return offeredMacros.find((each) => each.name === name);
}

function markupIn(fields: unknown): Markup {
  return fieldOf(fields, markupName) === 'wiki' ? 'wiki' : 'storage';
}

function addressOf(view: View, markup: Markup, macro?: string): string {
  const query = new URLSearchParams({ [markupName]: markup, ...(macro !== undefined && { macro }) });
  return `${address(view, wikiPaths.insertMacro)}?${query}`;
}

/** The part that the dialog of the editor shows. */
function macroPage(view: View, props: { readonly title: string; readonly about: string; readonly body: Html }): string {
  const { title, about, body } = props;
  return page(view, {
    kind: 'app',
    title,
    main: html`<div data-macro-part>${pageHead({ title, description: about })}${body}</div>`,
  });
}

function listPage(view: View, typed: string, markup: Markup): string {
  const words = view.text.macros;
  const wanted = typed.trim().toLowerCase().split(/\s+/);
  const items = offeredMacros.map(({ name }) => {
    const { title, about } = wordsOf(view, name);
    return { name, title, about, found: `${name} ${title} ${about}`.toLowerCase() };
  });
  const compare = new Intl.Collator(view.locale).compare;
  return macroPage(view, {
    title: words.title,
    about: words.description,
    body: html`<div data-filter-scope>
      <form class="filter-form macro-filter" method="get" action="${address(view, wikiPaths.insertMacro)}" role="search" aria-label="${words.find}">
        <input type="hidden" name="${markupName}" value="${markup}">
        <div class="field"><label class="field-label" for="macro-words">${words.find}</label><input class="input" type="search" id="macro-words" name="q" value="${typed}" autocomplete="off" data-filter></div>
      </form>
      <ul class="macro-list">${items
        .filter(({ found }) => wanted.every((word) => found.includes(word)))
        .toSorted((one, other) => compare(one.title, other.title))
        .map(
          ({ name, title, about, found }) =>
            html`<li data-filter-words="${found}"><a href="${addressOf(view, markup, name)}"><span class="macro-title">${title} <code class="muted">${name}</code></span><span class="muted">${about}</span></a></li>`,
        )}</ul>
    </div>`,
  });
}

function formPage(view: View, macro: OfferedMacro, { values, body, markup, problems }: Filled): string {
  const words = view.text.macros;
  const { title, about } = wordsOf(view, macro.name);
  const errorOf = (name: string) => {
    const problem = problems.get(name);
    return problem && words.problems[problem];
  };
  return macroPage(view, {
    title,
    about,
    body: html`${problems.size > 0 && notice({ tone: 'danger', announce: true, body: html`<p>${words.check}</p>` })}${form(view, {
      action: wikiPaths.insertMacro,
      fields: { macro: macro.name, [markupName]: markup },
      body: html`${macro.parameters.map((parameter) =>
        parameterField(view, macro, parameter, values.get(parameter.name) ?? '', errorOf(parameter.name)),
      )}${
        macro.body !== 'none' &&
        textArea({
          name: bodyName,
          label: words.inside,
          ...(macro.body === 'rich' && { hint: words.insideHint }),
          value: body,
          error: errorOf('body'),
          rows: 4,
          monospace: macro.body === 'plain',
        })
      }${formActions(html`${button({ label: words.submit, kind: 'primary' })}${linkButton({ label: words.all, href: addressOf(view, markup) })}`)}`,
    })}`,
  });
}

function parameterField(
  view: View,
  { name: macroName }: OfferedMacro,
  parameter: OfferedMacro['parameters'][number],
  value: string,
  error: string | undefined,
): Html {
  const words = view.text.macros;
  const common = {
    name: valuePrefix + parameter.name,
    label: wordsOf(view, macroName).parameters?.[parameter.name] ?? words.parameters[parameter.name] ?? parameter.name,
    error,
    required: parameter.required ?? false,
    autocomplete: 'off',
  };
  switch (parameter.kind) {
    case 'flag':
      return checkbox({ name: common.name, label: common.label, checked: value === 'true' });
    case 'choice':
      return selectField({
        ...common,
        value,
        options: parameter.options.map((option) => ({ value: option, label: words.choices[option] ?? option })),
      });
    case 'number':
      return textField({ ...common, value, inputMode: 'numeric' });
    case 'page':
      return textField({ ...common, value, hint: words.pageHint });
    case 'text':
      return textField({ ...common, value });
  }
}

function resultPage(view: View, { name }: OfferedMacro, text: string, markup: Markup): string {
  const words = view.text.macros;
  return macroPage(view, {
    title: words.resultTitle,
    about: wordsOf(view, name).title,
    body: html`<div data-macro-text="${text}">${codeBlock(view, { id: 'macro-text', label: words.result, code: text })}</div><p>${linkButton({ label: words.another, href: addressOf(view, markup) })}</p>`,
  });
}

/** Each macro that is offered has words; its name stands in for them where a translation lacks some. */
function wordsOf(view: View, name: string) {
  return view.text.macros.macros[name] ?? { title: name, about: '' };
}
