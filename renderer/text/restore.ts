// The text of the sheet that restores a damaged study.

import type { Backup, Restoring } from '../../main/domain/study/study-backup.ts';
import { count } from './count.ts';

export const restoreText = {
  title: 'This study is damaged',
  backups: 'Backups, newest first',
  none: 'This study has no backups.',
  why: { regular: 'regular', migration: 'before an update', asked: 'asked for' } satisfies Record<Backup['why'], string>,
  changes: (changes: number) => `${count(changes, 'change', 'changes')} recorded`,
  whole: 'whole',
  damaged: 'damaged',
  help: 'The damaged files are set aside in the study’s folder. Nothing is deleted.',
  restore: 'Restore the newest whole backup',
  restoring: 'Restoring the study',
  doneTitle: 'The study is restored',
  open: 'Open the study',
  /** What restoring did, a sentence each. `time` writes a date. */
  done: (restoring: Restoring, time: (at: string) => string): readonly string[] => [
    restored(restoring, time),
    ...(restoring.keysAt === null
      ? []
      : [
          `The key table was restored from the backup of ${time(restoring.keysAt)}. Patients imported later cannot be identified until their files are imported again.`,
        ]),
    ...lossOf(restoring),
    ...(restoring.damagedBackups === 0
      ? []
      : [`${count(restoring.damagedBackups, 'newer backup is', 'newer backups are')} damaged and could not be used.`]),
    `The damaged files are in ${restoring.setAside}, in the study’s folder.`,
  ],
} as const;

function restored({ backupAt, keysAt }: Restoring, time: (at: string) => string): string {
  if (backupAt !== null) return `The study was restored from the backup of ${time(backupAt)}.`;
  return keysAt === null ? 'The study was repaired. Everything before the damage was kept.' : 'The study itself was whole.';
}

function lossOf({ readingsSaved, lost, unreadable }: Restoring): readonly string[] {
  const changes = Object.entries(lost).map(([action, n]) => `${n} × ${ACTIONS[action] ?? action}`);
  const more =
    unreadable === null
      ? ['How many changes were made after the backup is unknown, because the damaged database cannot be read.']
      : unreadable > 0
        ? [`${count(unreadable, 'more change', 'more changes')} after the backup could not be read.`]
        : [];
  return [
    ...(readingsSaved > 0
      ? [`${count(readingsSaved, 'reading', 'readings')} made after the backup: read from the damaged database and saved again.`]
      : []),
    ...(changes.length > 0 ? [`Lost, because they were made after the backup: ${changes.join(', ')}. Do them again.`] : []),
    ...more,
    ...(changes.length === 0 && more.length === 0 ? ['Nothing was lost.'] : []),
  ];
}

const ACTIONS: Readonly<Record<string, string>> = {
  'study.import': 'import',
  'grading.run': 'grading',
  'grading.send': 'sending for grading',
  'grading.choose': 'choice of a model',
  'reading.save': 'reading',
  'report.export': 'report',
  'splits.build': 'split',
  'splits.choose': 'choice of a split',
  'splits.assign': 'change of a split',
  'filters.save': 'saved filter',
  'filters.remove': 'removed filter',
  'training.start': 'start of a training',
  'training.resume': 'resumed training',
  'training.use': 'exported model',
  'studies.open': 'opening of the study',
};
