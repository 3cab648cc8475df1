/** The list of templates for all spaces. */
import type { PageOf, Page as Part } from '../../../wiki/records.ts';
import type { Template } from '../../../wiki/templates.ts';
import { linkButton } from '../../components/button.ts';
import { guideLink } from '../../components/guide-link.ts';
import { emptyState } from '../../components/notice.ts';
import { table } from '../../components/table.ts';
import { html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { templateActions, templatePathsBelow } from '../../wiki/keeping/template-keeping.ts';
import { partLinks } from '../../wiki/list-parts.ts';
import { consoleHead } from '../console-head.ts';

export function templateListPage(view: View, templates: PageOf<Template>, part: Part): string {
  const words = view.text.templates;
  const { label } = view.text.configuration.pages.templates;
  const create = linkButton({
    label: view.text.spaces.templates.create,
    href: address(view, templatePathsBelow(paths.templates).create),
    kind: 'primary',
    icon: 'add',
  });
  const isEmpty = templates.results.length === 0;
  return page(view, {
    kind: 'console',
    title: label,
    current: 'templates',
    main: html`${consoleHead(view, 'templates', !isEmpty && create)}${
      isEmpty
        ? emptyState({
            icon: 'page',
            title: words.none,
            body: words.noneEverywhere,
            action: create,
            guide: guideLink(view, 'administrators#templates'),
          })
        : table({
            caption: label,
            columns: [{ label: words.name }, { label: words.about }, { label: words.labels }, { label: words.actions }],
            rows: templates.results.map((template) => [
              html`<span class="wrap-anywhere">${template.name}</span>`,
              template.description !== '' && html`<span class="wrap-anywhere">${template.description}</span>`,
              template.labels.length > 0 &&
                html`<span class="wrap-anywhere">${template.labels.map(({ name }) => name).join(', ')}</span>`,
              templateActions(view, paths.templates, template),
            ]),
          })
    }${partLinks(view, paths.templates, templates, part)}`,
  });
}
