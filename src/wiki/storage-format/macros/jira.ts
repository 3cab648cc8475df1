/** `jira`: an issue, or a query for issues. Weir does not call Jira: it shows which issue is meant, with a link. */
import { element, text } from '../html.ts';
import { type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';

export const jira: MacroDefinition = {
  names: ['jira', 'jiraissues'],
  render(macro, rendering) {
    const server = macro.parameters.get('server');
    // Some programs write the address of a Jira where others write the name of one.
    const base = server && /^https?:\/\//i.test(server) ? server.replace(/\/$/, '') : undefined;
    const key = macro.parameters.get('key') || macro.parameters.get('');
    if (!key) {
      const query = macro.parameters.get('jqlQuery') || macro.parameters.get('jql');
      const said = `Jira issues${server ? ` in ${server}` : ''}${query ? `: ${query}` : ''}`;
      const found = base && query ? rendering.linkAddress(`${base}/issues/?jql=${encodeURIComponent(query)}`) : undefined;
      if (found === undefined) return macroNotice(macro, said);
      const link = rendering.link({ href: found, class: 'external-link', rel: 'nofollow noopener' }, () => text(said));
      return element('div', macroAttributes(macro, 'block', 'jira-table w-jira-issues'), link);
    }
    const attributes = { ...macroAttributes(macro, 'inline', 'jira-issue w-jira-issue'), 'data-jira-key': key };
    const href = base && rendering.linkAddress(`${base}/browse/${encodeURIComponent(key)}`);
    const label = () => text(key);
    const card = !href
      ? element('span', { class: 'jira-issue-key' }, label())
      : rendering.link({ href, class: 'jira-issue-key external-link', rel: 'nofollow noopener' }, label);
    return element('span', { ...attributes, title: server || undefined }, card);
  },
};
