// What a person reads when a study is damaged, can only be read, or comes from elsewhere.

import type { DatabaseDamage } from '../../database/integrity/database-errors.ts';

/** What is wrong with a database file. */
const DAMAGE: Readonly<Record<DatabaseDamage, string>> = {
  missing: 'it is missing',
  empty: 'it is empty',
  'not-a-database': 'its content is not a database',
  version: 'its schema version is impossible',
  pages: 'parts of it cannot be read',
  references: 'rows refer to other rows that are missing',
  audit: 'rows of its audit were damaged or changed',
  journal: 'the newest changes in its journal study.sqlite-wal cannot be read',
};

/** The command that restores a study, with its folder quoted for the shell if needed. */
const restoreCommand = (folder: string): string => `osteograde restore ${quoted(folder)}`;

const quoted = (folder: string): string => (/^[\w./:\\-]+$/.test(folder) ? folder : `"${folder}"`);

export const safekeepingText = {
  damaged: (name: string, damage: DatabaseDamage, folder: string) =>
    `The database of the study ${name} (study.sqlite) is damaged: ${DAMAGE[damage]}. Run \`${restoreCommand(folder)}\` to restore the newest backup. It sets the damaged file aside and deletes nothing.`,
  auditDamaged: (name: string, damage: DatabaseDamage, folder: string) =>
    `The database of the study ${name} (study.sqlite) is damaged: ${DAMAGE[damage]}. Run \`osteograde audit ${quoted(folder)}\` to see what else is damaged, and \`${restoreCommand(folder)}\` to restore the newest whole backup. Restoring sets the damaged file aside and deletes nothing.`,
  openedDamaged: (name: string, folder: string) =>
    `The study ${name} opens for reading only, because the newest rows of its audit were damaged or changed. Run \`osteograde audit ${quoted(folder)}\` to see what else is damaged, and \`${restoreCommand(folder)}\` to restore the newest whole backup. Restoring sets the damaged file aside and deletes nothing.`,
  newer: (name: string) => `The study ${name} was made by a newer version of Osteograde. Update this one to open it.`,
  foreignSchema: (name: string, part: string, folder: string) =>
    `The database of the study ${name} was not made by Osteograde as it stands: its ${part} differs from what Osteograde creates. It was not opened, because such a part can change or hide readings. Ask whoever sent the study for an unchanged copy. If it is your own, its disk may have damaged it: \`${restoreCommand(folder)}\` goes back to its newest whole backup.`,
  linkOutside: (name: string, entry: string) =>
    `The study ${name} holds a link that leads out of its folder: ${entry}. It was not opened. Replace the link by the file or folder itself.`,
  keyDamaged: (folder: string) =>
    `The study's key table (identities.sqlite) is damaged. The study opens for reading only, so that no patient gets a second pseudonym. Run \`${restoreCommand(folder)}\` to restore the newest backup of the key table.`,
  notWritable: (name: string) =>
    `You may read the study ${name} but not change its folder. It opens for reading, reports and export. Copy it to a folder of your own to work on it.`,
  diskFull: (name: string) =>
    `The disk of the study ${name} is full, so the study can be read but not changed. Free some space, then open it again.`,
  openedForReading: (name: string) => `The study ${name} was opened for reading only.`,
  lockIsFolder: (name: string, lock: string) =>
    `The study ${name} holds a folder named ${lock}, but a file of this name was expected. Move the folder away, then open the study.`,
  busyToRestore: 'The study is open in another window or process. Close it there, then restore it.',
  noWholeBackup: (file: string) =>
    `The study has no whole backup of ${file}, so nothing was changed. Copy ${file} from another copy of the study.`,
  unknownBackup: (name: string) =>
    `The study has no backup named ${name}. \`osteograde restore <study> --list\` shows the names of its backups.`,
  nothingDamaged:
    'The databases of this study are whole, so nothing was restored. To go back to an earlier state, name a backup with --backup.',
  readingSavedAgain: 'Saved again from the damaged database when the study was restored',
  gone: (name: string) =>
    `The study ${name} was deleted, moved or replaced while it was open, so nothing more is saved in it. Put its folder back, or open the study from where it is now.`,
  cannotSave: 'This study is open for reading only, so nothing can be saved in it.',
  checkTooSlow: 'The database could not be checked within ten minutes. Check the disk, then open the study again.',
  checkEnded: 'The check of the database ended unexpectedly. Open the study again.',
  keyClosed:
    "You do not have permission to read the study's key table (identities.sqlite). The study opens for reading only, so that no patient gets a second pseudonym. Ask whoever keeps the study for permission.",
  keyForeign:
    "The study's key table (identities.sqlite) was not made by Osteograde as it stands, so it was not read. The study opens for reading only. Ask whoever sent the study for an unchanged copy.",
  changingMeanwhile: (name: string) =>
    `The study ${name} is being changed by another program, so it could not be read. Close it there, then open it here.`,
} as const;
