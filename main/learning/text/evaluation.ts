// The sentences about measuring a model.

import type { Truth } from '../../domain/evaluation/truths.ts';

const SOURCES: Readonly<Record<Truth, string>> = { merged: 'label', readings: 'reading', labels: 'imported label' };
const ALONE: Readonly<Record<Truth, string>> = {
  merged: '',
  readings: ', against readings',
  labels: ', against imported labels',
};

export const evaluationText = {
  stopped: 'The evaluation was stopped.',
  wrongSystem: (model: string) => `This evaluation does not fit the system of ${model}. Use "osteograde evaluate".`,
  noLabelledHip:
    'No graded hip has labels of what this model answers. Use the same subject, visit and side in labels.csv as in the films.',
  noLabelledHipInPart: ({ part, split, truth }: { readonly part: string; readonly split: string; readonly truth: Truth }) =>
    `No hip of the part ${part} of the split ${split} has both a crop and a ${SOURCES[truth]} that this model answers. ${truth === 'readings' ? 'Grade hips' : 'Import labels'}, or choose another part${truth === 'merged' ? '' : ' or truth'}.`,
  trainingAndTest: (model: string) => `what ${model} learned from and the test part`,
  measuredOn: (hips: number, subjects: number, { split, truth }: { readonly split: string; readonly truth: Truth }) =>
    `${hips} hips of ${subjects} subjects: the test part of the split ${split} of a study${ALONE[truth]}`,
  twoModels: 'Name at least two models to compare.',
  noSharedHip: 'The models have no hip in common. Evaluate them on the same part.',
  differentTruth: (hips: number) =>
    `The evaluations disagree about the truth of ${hips} hips, because labels or readings changed in between. Evaluate the models again.`,
  differentTruths:
    'The evaluations compare with different truths: readings, labels, or both. Compare evaluations against the same truth.',
  differentAnswers: 'The models answer different questions. Compare models of the same system.',
  modelsOfExperiment: (experiment: string) => `the models of the experiment ${experiment}`,
  noEvaluation: (evaluationId: string) =>
    `The study has no evaluation ${evaluationId}, or its file cannot be read. Evaluate the model again.`,
  noTruth: {
    quadrants: (table: string, why: string) => `${table} grades no hip in all four quadrants. ${why}`,
    findings: (table: string, why: string) => `${table} grades no hip in all four quadrants, and gives no finding. ${why}`,
  },
  severalSubjects: (subjects: number) =>
    `${subjects} subjects of the table could mean one subject of the films. Their labels were left out. Write the subjects as the films do.`,
  unclearFilm: (number: string) =>
    `The films of ${number} differ in sex, birth year or issuer, so they may show several people. They were left out. Evaluate each person's films in a folder of their own.`,
  unclearLine: (number: string) =>
    `The table names ${number}, and several people of the films may have this number. Its labels were left out. Name the cohort in the table as the films name the issuer.`,
  checkTable: 'Check its columns and cells.',
  noGradeInPath: (name: string) => `${name} was not compared, because its path does not give its grade.`,
  noGradeInFolder:
    'No path in this folder gives a grade. Expected: images with names like 9001695L.png in the folders 0 to 4 of train, val or test.',
} as const;
