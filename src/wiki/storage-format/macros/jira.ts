/** `jira`: an issue, or the query for some. Weir does not ask Jira: it says which issue is meant, and readers find it there. */
import { element, text } from '../html.ts';
import { type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';

export const jira: MacroDefinition = {
  names: ['jira', 'jiraissues'],
  render(macro, rendering) {
    const server = macro.parameters.get('server');
    const key = macro.parameters.get('key') || macro.parameters.get('');
    if (!key) {
      const query = macro.parameters.get('jqlQuery') || macro.parameters.get('jql');
      return macroNotice(macro, `Jira issues${server ? ` in ${server}` : ''}${query ? `: ${query}` : ''}`);
    }
    const attributes = { ...macroAttributes(macro, 'inline', 'jira-issue w-jira-issue'), 'data-jira-key': key };
    // Some programs write the address of a Jira where others write the name of one.
    const address =
      server && /^https?:\/\//i.test(server) ? `${server.replace(/\/$/, '')}/browse/${encodeURIComponent(key)}` : '';
    const href = address === '' ? undefined : rendering.linkAddress(address);
    const label = () => text(key);
    const card =
      href === undefined
        ? element('span', { class: 'jira-issue-key' }, label())
        : rendering.link({ href, class: 'jira-issue-key external-link', rel: 'nofollow noopener' }, label);
    return element('span', { ...attributes, title: server || undefined }, card);
  },
};
