/** The page System: what runs, its state, and every setting in force with its source. */
import type { Engine } from '../../../database/database.ts';
import type { Milliseconds, Seconds } from '../../../foundation/clock.ts';
import type { ShownSetting } from '../../../settings/site-settings.ts';
import { icon } from '../../components/icon.ts';
import { descriptionList, section } from '../../components/section.ts';
import { stateBadge, tag } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { consoleHead } from '../console-head.ts';
import { settingAreas } from '../settings/setting-areas.ts';

/** What the floors below and the machine say. */
export interface SystemFacts {
  readonly version: string;
  /** As `/status` says it. */
  readonly state: string;
  /** Of Node.js. */
  readonly node: string;
  readonly platform: string;
  readonly host: string;
  readonly processId: number;
  readonly uptimeSeconds: Seconds;
  readonly memoryBytes: number;
  readonly dataFolder: string;
  /** Of the data folder. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
  readonly database: {
    readonly engine: Engine;
    readonly version: string;
    readonly bytes: number;
    /** How long a trivial question took. */
    readonly answersIn: Milliseconds;
  };
}

/** Below this much room writes are in danger: what `weir doctor` calls bad. */
const leastFreeBytes = 512 * 1024 * 1024;
const slowAnswer: Milliseconds = 250;

export function systemPage(view: View, facts: SystemFacts, settings: readonly ShownSetting[]): string {
  const words = view.text.system;
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages.system.label,
    current: 'system',
    main: html`${consoleHead(view, 'system')}${section({ title: words.health, body: health(view, facts) })}${section({
      title: words.program,
      body: program(view, facts),
    })}${section({ title: words.settings, description: words.settingsDescription, body: settingTable(view, settings) })}`,
  });
}

function health(view: View, { state, disk, database }: SystemFacts): Html {
  const words = view.text.system;
  const { bytes } = view.text.wiki.attachments;
  const isRunning = state === 'RUNNING';
  const hasRoom = disk.freeBytes >= leastFreeBytes;
  const isQuick = database.answersIn < slowAnswer;
  return descriptionList([
    { term: words.state, value: stateBadge(isRunning ? 'good' : 'warning', isRunning ? words.running : state) },
    {
      term: words.database,
      value: stateBadge(isQuick ? 'good' : 'warning', words.answersIn(view.format.number(Math.ceil(database.answersIn)))),
    },
    {
      term: words.disk,
      value: stateBadge(
        hasRoom ? 'good' : 'bad',
        words.free(bytes(view.format, disk.freeBytes), bytes(view.format, disk.totalBytes)),
      ),
    },
  ]);
}

function program(view: View, facts: SystemFacts): Html {
  const words = view.text.system;
  const { bytes } = view.text.wiki.attachments;
  const { database } = facts;
  return descriptionList([
    { term: words.version, value: `Weir ${facts.version}` },
    { term: words.node, value: `Node.js ${facts.node} (${facts.platform})` },
    {
      term: words.database,
      value: `${words.engines[database.engine]} ${database.version}, ${bytes(view.format, database.bytes)}`,
    },
    { term: words.machine, value: words.processOf(facts.host, facts.processId) },
    { term: words.uptime, value: relativeTime(view, view.now - facts.uptimeSeconds * 1000) },
    { term: words.memory, value: bytes(view.format, facts.memoryBytes) },
    { term: words.dataFolder, value: html`<code>${facts.dataFolder}</code>` },
  ]);
}

function settingTable(view: View, settings: readonly ShownSetting[]): Html {
  const words = view.text.system;
  return table({
    caption: words.settings,
    columns: [{ label: words.columns.name }, { label: words.columns.value }, { label: words.columns.source }],
    rows: settings.map((setting) => [
      nameOf(view, setting),
      setting.value === ''
        ? html`<span class="muted">${words.nothing}</span>`
        : html`<code class="setting-text">${setting.value}</code>`,
      html`<span class="setting-source">${setting.source === 'default' ? words.sources.default : tag(words.sources[setting.source])}${
        (setting.source === 'environment' || setting.source === 'weir.env') && icon('lock', words.locked)
      }</span>`,
    ]),
  });
}

/** A setting that has a place in the console leads there. */
function nameOf(view: View, { name, key }: ShownSetting): Html {
  const area = settingAreas.find(({ sections }) => sections.some(({ settings }) => settings.some((one) => one === key)));
  const path = key === 'webHooksEnabled' ? paths.webHooks : area && `${area.path}#${key}`;
  return path === undefined ? html`<code>${name}</code>` : html`<a href="${address(view, path)}"><code>${name}</code></a>`;
}
