/** Writes docs/configuration.md from the settings, so that the page cannot differ from the program. */
import { changeable } from './changeable.ts';
import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

/** @returns the whole page as Markdown */
export function configurationDocument(): string {
  const inTheConsole: ReadonlySet<string> = new Set(changeable);
  const rows = Object.entries<Setting<unknown>>(settings).map(([key, setting]) => {
    const fallback =
      setting.fallback === undefined
        ? (setting.derived ?? '')
        : setting.fallback === ''
          ? '(nothing)'
          : `\`${setting.fallback}\``;
    const confluence = setting.confluence === undefined ? '' : `\`${setting.confluence}\``;
    return `| \`${setting.name}\` | ${setting.summary} | ${setting.allowed} | ${fallback} | ${inTheConsole.has(key) ? 'yes' : ''} | ${confluence} |`;
  });
  return `# Configuration

<!-- Written by \`npm run weir -- config --document\` from src/foundation/configuration/settings.ts; a test holds the two together. -->

Weir reads each setting from the environment, then from \`weir.env\` in the data folder (lines of \`NAME=value\`), then takes the default.
A wrong or unknown setting stops the start with one line that says what is allowed. \`npm run weir -- config\` prints what a start finds and where each value came from.

A system administrator can change the settings marked “in the console” under General configuration while Weir runs: they are kept in the database and hold at once,
on every node. What the environment or \`weir.env\` sets wins, and is shown there as locked; a value made in the console takes the place of the default alone.

| setting | what it does | allowed | default | in the console | the same in Confluence |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Two properties of Confluence, \`atlassian.oauth2.provider.invalidate.session.enabled\` and \`atlassian.oauth2.provider.validate.client.secret\`, have no setting here:
a request with a token never leaves a session behind, and a client secret is always checked.
`;
}
