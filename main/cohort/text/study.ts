// What a person reads about a study's folder and its key table.

export const studyText = {
  exists: (folder: string) => `The folder ${folder} already holds files. Choose another name, or open the study in it.`,
  notAStudy: (folder: string, database: string) =>
    `The folder ${folder} does not hold a study: ${database} is missing. Choose the folder of a study, or create a new one.`,
  busy: (name: string) => `The study ${name} is open in another window or process. Close it there, then open it here.`,
  lostPicture: (subject: string, visit: string, reason: string) =>
    `The picture of ${subject}${visit === '' ? '' : ` at visit ${visit}`} is missing or damaged in this study. ${reason}`,
  noKeyToExport:
    'The study is without its key table, so nothing says who its subjects are. Put identities.sqlite back into the folder of the study.',
  keyWithheld:
    "The study's key table (identities.sqlite) is missing or belongs to another study. You can still import radiographs, but every patient gets a new pseudonym: new visits are not joined to earlier ones, labels under original numbers do not match, and nobody can be identified later. Put the key table beside study.sqlite to avoid this.",
} as const;
