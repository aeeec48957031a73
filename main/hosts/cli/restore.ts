// `osteograde restore`: restores a damaged study from a backup, or lists its backups.

import { join, resolve } from 'node:path';
import { backupsOfFolder, restoreStudyFolder } from '../../services/study/restore-study-folder.ts';
import { buildEnvironment } from '../build-environment.ts';
import { outputText } from '../text/output.ts';
import type { Terminal } from './terminal.ts';

export interface RestoreChoices {
  readonly list?: boolean;
  readonly backup?: string;
  readonly json?: boolean;
}

/** Prints what was restored and what is lost. Throws a `FailureError`. */
export async function restore(study: string, choices: RestoreChoices, terminal: Terminal): Promise<void> {
  const folder = resolve(study);
  if (choices.list === true) return list(folder, choices, terminal);
  const report = await restoreStudyFolder(folder, choices.backup, buildEnvironment({ host: 'cli' }));
  if (choices.json === true) return terminal.line(JSON.stringify(report, null, 2));
  for (const line of linesOf(folder, report)) terminal.line(line);
}

async function list(folder: string, { json }: RestoreChoices, terminal: Terminal): Promise<void> {
  const backups = await backupsOfFolder(folder);
  if (json === true) return terminal.line(JSON.stringify(backups, null, 2));
  if (backups.length === 0) terminal.line(outputText.restore.noBackups);
  for (const { name, why, audit } of backups)
    terminal.line(outputText.restore.backup(name, outputText.restore.why[why], audit.rows, audit.hash.slice(0, 12)));
}

function linesOf(folder: string, report: Awaited<ReturnType<typeof restoreStudyFolder>>): string[] {
  const { restored, backup, keysFrom, setAside, lost, damagedBackups } = report;
  const text = outputText.restore;
  const lines = [text.setAside(join(folder, setAside))];
  if (restored.includes('study.sqlite'))
    lines.push(backup === null ? text.repaired('study.sqlite') : text.restored('study.sqlite', backup.name));
  if (keysFrom !== null) lines.push(text.restored('identities.sqlite', keysFrom.name), text.keysLost);
  if (damagedBackups.length > 0) lines.push(text.damagedBackups(damagedBackups.join(', ')));
  if (lost === null) return lines;
  const { readingsSaved, unreadable } = lost;
  const changes = Object.entries(lost.lost).map(([action, count]) => `${count} x ${action}`);
  if (readingsSaved > 0) lines.push(text.readingsSaved(readingsSaved));
  if (changes.length > 0) lines.push(text.lost(changes.join(', ')));
  if (unreadable === null) lines.push(text.unknownLoss);
  else if (unreadable > 0) lines.push(text.unreadable(unreadable));
  else if (changes.length === 0) lines.push(text.nothingLost);
  return lines;
}
