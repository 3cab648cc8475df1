/** `include` and `excerpt-include`: another page, or its excerpt, within this one. */
import { element, nothing, text } from '../html.ts';
import type { PartQuestion } from '../macro-data.ts';
import { isTrue, type Macro, type MacroDefinition, macroAttributes, macroNotice, pageOf } from './macro.ts';

export const include: MacroDefinition = {
  names: ['include', 'include-page'],
  ask: (macro) => asked(macro, 'page'),
  render(macro, rendering) {
    const [question] = asked(macro, 'page');
    const html = question && rendering.context.answers.part(question);
    if (html === undefined) return macroNotice(macro, 'The included page cannot be found, or includes this one.');
    return rendering.spend(html.length) ? element('div', macroAttributes(macro, 'block', 'w-include'), html) : nothing;
  },
};

export const excerptInclude: MacroDefinition = {
  names: ['excerpt-include'],
  ask: (macro) => asked(macro, 'excerpt'),
  render(macro, rendering) {
    const [question] = asked(macro, 'excerpt');
    const html = question && rendering.context.answers.part(question);
    if (html === undefined) return macroNotice(macro, 'The page with this excerpt cannot be found, or has none.');
    if (!rendering.spend(html.length)) return nothing;
    if (isTrue(macro, 'nopanel')) return element('div', macroAttributes(macro, 'block', 'w-include'), html);
    const title = question?.page.kind === 'content' ? '' : (question?.page.title ?? '');
    const header = element('div', { class: 'panelHeader w-panel-header' }, element('b', {}, text(title)));
    const content = element('div', { class: 'panelContent w-panel-content' }, html);
    return element('div', macroAttributes(macro, 'block', 'panel w-panel'), header, content);
  },
};

/** Old pages name the page in the parameter without a name, by its title; newer ones link it there. */
function asked(macro: Macro, part: 'page' | 'excerpt'): readonly PartQuestion[] {
  const linked = macro.resources.get('');
  const page =
    linked?.kind === 'content' ? linked : (pageOf(macro, '') ?? pageOf(macro, 'pageTitle') ?? pageOf(macro, 'default-parameter'));
  return page === undefined ? [] : [{ kind: 'part', page, part, name: macro.parameters.get('name') || undefined }];
}
