/** The page Backup: existing and running backups, a form to make one, the schedule, and how to restore. */
import type { BackupJob } from '../../../backup/backup-job-list.ts';
import type { Configuration } from '../../../foundation/configuration/load.ts';
import { button, linkButton } from '../../components/button.ts';
import { codeBlock } from '../../components/copy.ts';
import { confirmation } from '../../components/dialog.ts';
import { checkbox } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { type MenuItem, menu } from '../../components/menu.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { section } from '../../components/section.ts';
import { type StateTone, stateBadge, tag } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { consoleCrumbs, consoleHead } from '../console-head.ts';
import { backupPaths } from './backup-paths.ts';

/** A job, and whether its archive lies where this node can give it out. */
export interface ShownBackup {
  readonly job: BackupJob;
  readonly hasFile: boolean;
}

export interface BackupPageProps {
  readonly backups: readonly ShownBackup[];
  readonly folder: string;
  readonly settings: Pick<Configuration, 'backupSchedule' | 'backupKeep'>;
}

export function backupPage(view: View, props: BackupPageProps): string {
  const words = view.text.backup;
  const { backups, folder } = props;
  const lastScheduled = backups.find(
    ({ job }) => job.cause === 'schedule' && job.state !== 'queued' && job.state !== 'processing',
  );
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages.backup.label,
    current: 'backup',
    main: html`${consoleHead(view, 'backup')}${
      lastScheduled?.job.state === 'failed' &&
      notice({ tone: 'danger', title: words.schedule.failed, body: html`<p>${lastScheduled.job.failure}</p>` })
    }${section({
      title: words.makeTitle,
      description: words.makeDescription(folder),
      body: makeForm(view),
    })}${listSection(view, backups)}${scheduleSection(view, props)}${section({
      title: words.restoreTitle,
      description: words.restore,
      body: codeBlock(view, {
        id: 'restore-command',
        label: words.restoreLabel,
        code: words.restoreCommand(backups.find(({ hasFile }) => hasFile)?.job.fileName ?? 'FILE'),
      }),
    })}`,
  });
}

function makeForm(view: View): Html {
  const words = view.text.backup;
  return form(view, {
    once: true,
    action: backupPaths.page,
    body: html`<div class="box">${checkbox({ name: 'withKeys', label: words.withKeys, hint: words.withKeysHint, checked: true })}${checkbox(
      {
        name: 'kept',
        label: words.kept,
      },
    )}</div>${formActions(button({ label: words.make, kind: 'primary' }))}<p class="muted small">${words.askPassword}</p>`,
  });
}

function listSection(view: View, backups: readonly ShownBackup[]): Html {
  const words = view.text.backup;
  const isBusy = backups.some(({ job }) => ['queued', 'processing', 'cancelling'].includes(job.state));
  return section({
    id: 'backups',
    title: words.list,
    actions:
      isBusy &&
      linkButton({ label: words.reload, href: `${address(view, backupPaths.page)}#backups`, icon: 'refresh', small: true }),
    body:
      backups.length === 0
        ? html`<p class="muted">${words.empty}</p>`
        : table({
            caption: words.list,
            columns: [
              { label: words.columns.file },
              { label: words.columns.state },
              { label: words.columns.contents },
              { label: words.columns.size, align: 'end' },
              { label: words.columns.made },
              { label: words.columns.actions, hideLabel: true, align: 'end' },
            ],
            rows: backups.map((shown) => rowOf(view, shown)),
          }),
  });
}

const tones: Readonly<Record<BackupJob['state'], StateTone>> = {
  queued: 'idle',
  processing: 'idle',
  cancelling: 'idle',
  cancelled: 'idle',
  finished: 'good',
  failed: 'bad',
};

function rowOf(view: View, shown: ShownBackup) {
  const words = view.text.backup;
  const { job } = shown;
  const by =
    job.cause === 'person'
      ? job.owner === undefined
        ? words.causes.nobody
        : words.causes.person(job.owner)
      : words.causes[job.cause];
  return [
    html`<span class="two-lines"><span class="backup-name">${job.fileName}</span><span class="muted small">${by}</span></span>`,
    html`<span class="two-lines">${stateBadge(tones[job.state], words.states[job.state])}${
      job.failure !== null && html`<span class="small">${job.failure}</span>`
    }</span>`,
    html`<span class="two-lines"><span>${words.contents(view.format, job.rows, job.files)}</span><span>${tag(job.withKeys ? words.withKey : words.withoutKey)}</span></span>`,
    sizeOf(view, shown),
    relativeTime(view, job.startedAt ?? job.createdAt),
    actions(view, shown),
  ];
}

function sizeOf(view: View, { job, hasFile }: ShownBackup): string | Html {
  const words = view.text.backup;
  if (job.size !== null && (hasFile || job.cause === 'command')) return view.text.wiki.attachments.bytes(view.format, job.size);
  if (job.state !== 'finished') return html`<span class="muted">–</span>`;
  return html`<span class="muted">${job.size === null ? words.gone : words.elsewhere(job.node ?? '')}</span>`;
}

function actions(view: View, { job, hasFile }: ShownBackup): Html {
  const words = view.text.backup;
  const items: readonly MenuItem[] =
    job.state === 'queued' || job.state === 'processing'
      ? [{ kind: 'post', label: words.cancel, action: backupPaths.cancel(job.id), icon: 'close' }]
      : hasFile
        ? [
            { kind: 'link', label: words.download, href: address(view, backupPaths.download(job.id)), icon: 'external' },
            { kind: 'link', label: words.delete, href: address(view, backupPaths.remove(job.id)), icon: 'trash', danger: true },
          ]
        : [];
  return items.length === 0 ? html`` : menu(view, { label: words.actionsFor(job.fileName), items });
}

function scheduleSection(view: View, { settings: { backupSchedule, backupKeep } }: BackupPageProps): Html {
  const words = view.text.backup.schedule;
  const keep = view.format.number(backupKeep);
  const said =
    backupSchedule.kind === 'never'
      ? words.never
      : backupSchedule.kind === 'every'
        ? words.every(view.format.number(backupSchedule.hours), keep)
        : words.daily(timeOf(backupSchedule.minute), keep);
  return section({
    title: words.title,
    description: said,
    body: html`<p>${linkButton({ label: words.change, href: address(view, backupPaths.schedule) })}</p>`,
  });
}

function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Asks before an archive is deleted. */
export function deleteBackupPage(view: View, job: BackupJob): string {
  const words = view.text.backup;
  const title = words.deleteTitle(job.fileName);
  return page(view, {
    kind: 'console',
    title,
    current: 'backup',
    main: html`${pageHead({ title, breadcrumbs: consoleCrumbs(view, [{ label: words.back, href: address(view, backupPaths.page) }]) })}${confirmation(
      view,
      {
        consequences: words.deleteFacts,
        action: backupPaths.remove(job.id),
        confirmLabel: words.deleteSubmit,
        cancelHref: address(view, backupPaths.page),
      },
    )}`,
  });
}
