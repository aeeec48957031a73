// Which backups are kept: the three newest, the newest of each of seven days and of each of five weeks, and the last two before a change
// of the schema.

import type { StudyBackup } from './backup-files.ts';

const DAY_MS = 86_400_000;

/** `backups` newest first. Returns those that may be removed. */
export function outdatedBackups(backups: readonly StudyBackup[]): readonly StudyBackup[] {
  const kept = new Set([
    ...backups.slice(0, 3),
    ...newestOfEach(backups, DAY_MS, 7),
    ...newestOfEach(backups, 7 * DAY_MS, 5),
    ...backups.filter(({ why }) => why === 'migration').slice(0, 2),
  ]);
  return backups.filter((backup) => !kept.has(backup));
}

/** The newest backup of each of the newest spans of time that have one. */
function newestOfEach(backups: readonly StudyBackup[], spanMs: number, spans: number): readonly StudyBackup[] {
  const newest = new Map<number, StudyBackup>();
  for (const backup of backups) {
    const span = Math.floor(Date.parse(backup.at) / spanMs);
    if (!newest.has(span)) newest.set(span, backup);
  }
  return [...newest.values()].slice(0, spans);
}
