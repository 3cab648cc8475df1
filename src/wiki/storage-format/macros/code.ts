/** `code`: source text with a language, shown as written. */
import { element, text } from '../html.ts';
import { isTrue, type Macro, type MacroDefinition, macroAttributes } from './macro.ts';

export const code: MacroDefinition = {
  names: ['code'],
  render(macro, { context }) {
    const title = macro.parameters.get('title');
    const pre = element(
      'pre',
      {
        class: 'syntaxhighlighter-pre w-code',
        'data-syntaxhighlighter-params': highlighterParameters(macro),
        'data-theme': macro.parameters.get('theme') || 'Confluence',
      },
      text(macro.plainBody),
    );
    const content = element('div', { class: 'codeContent panelContent pdl' }, pre);
    const attributes = macroAttributes(macro, 'block', 'code panel pdl w-code-panel');

    if (isTrue(macro, 'collapse') && context.mode === 'view') {
      const summary = element('summary', { class: 'codeHeader panelHeader pdl w-summary' }, text(title || 'Show source'));
      return element('div', attributes, element('details', { class: 'w-details' }, summary, content));
    }
    if (!title) return element('div', attributes, content);
    const header = element('div', { class: 'codeHeader panelHeader pdl w-panel-header' }, element('b', {}, text(title)));
    return element('div', attributes, header, content);
  },
};

/** `brush: java; gutter: false; …`, which clients read the language from. */
function highlighterParameters(macro: Macro): string {
  const language = macro.parameters.get('language') || 'java';
  const firstLine = macro.parameters.get('firstline');
  const parts = [`brush: ${language.replace(/[^\w+#. -]/g, '')}`, `gutter: ${isTrue(macro, 'linenumbers')}`];
  if (firstLine !== undefined && /^[0-9]{1,7}$/.test(firstLine)) parts.push(`first-line: ${firstLine}`);
  if (isTrue(macro, 'collapse')) parts.push('collapse: true');
  return [...parts, 'theme: Confluence'].join('; ');
}
