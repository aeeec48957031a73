// What a person reads in an audit: what each finding means and what to do about it.

interface FindingText {
  readonly message: string;
  readonly remedy: string;
}

export const auditText = {
  blocked: ({ message, remedy }: FindingText, examples: readonly string[], more: number) =>
    `${message} (${examples.join('; ')}${more === 0 ? '' : ` and ${more} more`}) ${remedy}`,
  subjectLeak: {
    byName: {
      message: 'Subjects are in more than one part of the split: the model would be tested on people it was trained on.',
      remedy: 'Assign each subject to one part, or build the split again.',
    },
    bySpelling: {
      message: 'The same subject seems to be spelled in several ways, and the spellings are in different parts of the split.',
      remedy: 'Put all spellings into the same part, or correct the names and import again.',
    },
    byNumber: {
      message: 'One person has two subjects by the patient number, and they are in different parts of the split.',
      remedy: 'Put both subjects into the same part.',
    },
    twoSubjects: {
      message: 'One person has two subjects in the study: the patient number and its issuer are the same.',
      remedy: 'Keep both in one part of every split. To join them, import the films into a new study.',
    },
    byPicture: {
      message: 'The same picture belongs to subjects in different parts of the split.',
      remedy: 'Put these subjects into the same part, or leave one of the copies out.',
    },
  },
  duplicatePictures: {
    acrossSubjects: {
      message: 'The same picture belongs to more than one subject.',
      remedy: 'Find out whose picture it is and leave the copy out. Until then, keep these subjects in one part of the split.',
    },
    withinSubject: {
      message: 'A subject has the same picture more than once, such as one radiograph under two visits.',
      remedy: 'If it is a copy, leave it out: it counts twice in every statistic.',
    },
  },
  laterality: {
    mirrored: {
      message: 'On these radiographs the right hip lies to the right of the left one: the picture or its points are mirrored.',
      remedy: 'Open the case, compare it with the side marker, and import it again with the correct sides.',
    },
    refused: {
      message:
        'The side of these hips contradicts itself, or their film is not an upright view from the front. They are not graded.',
      remedy: 'Compare the film with its side marker, correct the file, and import it again.',
    },
    otherSideLabelled: {
      message: 'Only the side without a picture has labels. The side with the picture has none.',
      remedy: 'Check the side in the label table against the radiograph.',
    },
    columnContradicts: {
      message: 'A column of the label table names a different side than its row.',
      remedy: 'Correct the table and import it again.',
    },
  },
  warnings: {
    'film-turned': {
      message:
        'These films were turned into the standard frame, because their files say that they are stored mirrored or rotated.',
      remedy: 'Compare the case with the side marker. The case screen can show the film as it is stored.',
    },
    'side-contradicted': {
      message: 'What these films say about the side contradicts itself.',
      remedy: 'Find out which side is right, and import the film again with the side corrected.',
    },
    'side-unconfirmed': {
      message: 'Nothing in these films confirms which side is which.',
      remedy: 'Compare the case with the side marker.',
    },
    'points-doubtful': {
      message: 'The points of these hips do not seem to lie on the hips of the picture.',
      remedy: 'Open the case with its landmarks. Import it again with the right points.',
    },
    'spacing-doubtful': {
      message: 'The pixel spacing of these films is doubtful.',
      remedy: 'Find out the true spacing and correct it.',
    },
    'spacing-corrected': {
      message: 'The pixel spacing of these films was corrected by a user.',
      remedy: 'Nothing needs to be done if the correction is right.',
    },
    'head-size-implausible': {
      message: 'The femoral heads of these hips are implausibly large or small.',
      remedy: 'Check the pixel spacing and the points.',
    },
    'too-coarse': {
      message: 'These films are too coarse for the model to see small osteophytes.',
      remedy: 'Import the original films instead of reduced copies.',
    },
    'values-doubtful': {
      message: 'The grey values of these films contradict their headers.',
      remedy: 'Compare the picture with the original and export it again.',
    },
    blurred: {
      message: 'These hips are blurred, so that small osteophytes cannot be seen.',
      remedy: 'Use another film if there is one, or read the hip yourself.',
    },
    clipped: {
      message: 'Parts of these hips are pure black or white.',
      remedy: 'Import the original film instead of a picture with a fixed window.',
    },
    'cut-off': {
      message: 'The edge of the film or of its exposed field passes through these hips.',
      remedy: 'Read the hip yourself: grades of quadrants that are cut off mean nothing.',
    },
    'metal-near': {
      message: 'Metal lies at these hips, or their heads may be replaced.',
      remedy: 'Look at each: a replaced hip has no grade, and metal can hide an osteophyte or look like one.',
    },
    'unusual-view': {
      message: 'These hips are not shown in the usual anteroposterior view.',
      remedy: 'Read the hip yourself: the model learned from anteroposterior views.',
    },
    'unlike-training': {
      message: 'The model found these hips unlike the pictures that it learned from.',
      remedy: 'Read the hips yourself: what the model says of them has not been measured.',
    },
    'evidence-failed': {
      message: 'The heatmaps of the model that graded these hips failed a trial.',
      remedy: 'Do not take the heatmaps as an explanation. The model card names the trial.',
    },
  },
  labels: {
    outOfRange: {
      message: 'Labels lie outside their scale (0 to 3; Kellgren-Lawrence 0 to 4).',
      remedy: 'Correct the table or its mapping, and import it again.',
    },
    jointFreeQuadrantNot: {
      message: 'The joint is labelled free of osteophytes, but a quadrant has one.',
      remedy: 'Look at the hip and correct the wrong label. Training uses the quadrants.',
    },
    quadrantsFreeJointNot: {
      message: 'The joint is labelled as having an osteophyte, but all four quadrants are grade 0.',
      remedy: 'Look at the hip and correct the wrong label. Training uses the quadrants.',
    },
    boneFreeQuadrantNot: {
      message: 'A bone is labelled free of osteophytes, but one of its quadrants has one.',
      remedy: 'Look at the hip and correct the wrong label.',
    },
    gaps: {
      message: 'Only some quadrants of these hips have a label. An empty cell counts as not read, never as 0.',
      remedy: 'Read the missing quadrants, or leave them as they are: training ignores missing labels.',
    },
    orphans: {
      message: 'These labels belong to hips that are not in the study.',
      remedy: 'Import their radiographs, or check that subjects and visits are spelled the same in both.',
    },
  },
  hips: {
    unlabelled: {
      message: 'These hips have neither a label nor a reading.',
      remedy: 'Import their labels, or read them. Training leaves them out.',
    },
    notCropped: {
      message: 'These hips could not be cropped because their landmarks are missing or implausible.',
      remedy: 'Filter by problem to see each reason, then import the correct points together with the radiographs.',
    },
    repeatedVisits: {
      message: 'The same hip is in the study twice for one visit, under two spellings of the visit.',
      remedy: 'Leave one of them out: both would take the same labels.',
    },
  },
  splitCoverage: {
    noSplit: {
      message: 'No split is in force.',
      remedy: 'Build or import a split before training.',
    },
    noSplitExample: 'no split',
    unknownSubjects: {
      message: 'The split names subjects that are not in the study.',
      remedy: 'Import their radiographs, or check that subjects are spelled the same in both.',
    },
    unassignedSubjects: {
      message: 'These subjects of the study are in no part of the split.',
      remedy: 'Build a split that keeps the present parts and adds these subjects, or leave them out of training.',
    },
    noPositives: {
      message:
        'These parts of the split have no subject with an osteophyte label above 0, so nothing can be learned or measured there.',
      remedy: 'Build a stratified split, or import labels for these parts.',
    },
  },
  integrity: {
    database: {
      message: 'The database of the study is damaged.',
      remedy: 'Close the study and run `osteograde restore`. It sets the damaged database aside and restores the newest backup.',
    },
    keys: {
      message: 'The key table of the study is damaged, or Osteograde did not make it. The study can only be read.',
      remedy:
        'Close the study and run `osteograde restore`. It sets the damaged table aside and restores the newest backup of it.',
    },
    chain: {
      message: 'The record of changes was altered: its rows no longer fit together.',
      remedy: 'Compare the study with a backup or another copy. Do not rely on readings and reports since this row.',
    },
    auditRow: (row: number) => `row ${row}`,
    damagedPictures: {
      message: 'Stored pictures are damaged: they do not hold what was stored. They are not used.',
      remedy: 'Copy the folder "objects" from another copy of the study.',
    },
    missingPictures: {
      message: 'Stored pictures are missing.',
      remedy: 'Copy the folder "objects" from another copy of the study.',
    },
    unusedPictures: {
      message: 'Stored pictures that nothing in the study uses, left by an interrupted import or a restored backup.',
      remedy: 'Nothing is wrong with them. Importing the same files again uses them.',
    },
    reports: {
      message: 'Saved reports are missing or were changed after they were written.',
      remedy: 'Export these reports again.',
    },
  },
} as const;
