// The text of the knee screen.

import type { KneeLabel } from '../../main/domain/study/knee-case.ts';

export const kneeText = {
  knees: 'Knees of this film',
  model: 'Model',
  reader: 'Reader',
  label: 'Imported label',
  none: 'not read',
  noLabel: 'no label',
  grade: (grade: number) => `KL ${grade}`,
  grades: 'KL grade',
  gradeInFull: (grade: number) => `Kellgren-Lawrence grade ${grade}`,
  meaning: ['no osteoarthritis', 'doubtful', 'minimal', 'moderate', 'severe'] as const,
  probabilities: 'Probability of each grade',
  probability: (grade: number, share: string) => `Grade ${grade}: ${share}`,
  expected: (grade: number) => `Expected grade ${grade.toFixed(2)}`,
  median: (grade: number) => `Grade ${grade} is the median of these probabilities, not the most probable grade.`,
  read: 'Your grade: keys 0 to 4, N or X for not gradable, Delete to remove it',
  technical: 'Not gradable (N)',
  implant: 'Implant (X)',
  remove: 'Remove (Delete)',
  notGraded: 'No model has graded this knee yet.',
  noModel: 'No model for knees is installed. Put one into resources/models, then start again.',
  noPicture: 'This knee has no picture, so it can be neither read nor graded.',
  evidence: 'Show on the film',
  map: (kind: 'grad-cam' | 'mask', name: string) => (kind === 'grad-cam' ? 'Grad-CAM of the grade' : `Attention mask ${name}`),
  noMap: 'Nothing',
  region: (top: string, bottom: string) =>
    `The model reads the rows from ${top} to ${bottom} of the picture, so its maps end there with a straight edge.`,
  notSaved: (why: string) => `The grade is not saved. ${why}`,
  disagrees: 'The model and your grade differ by more than one grade.',
} as const;

/** A reading or label of a knee. */
export function kneeLabelInWords(label: KneeLabel): string {
  switch (label.kind) {
    case 'graded':
      return `${kneeText.grade(label.grade)}, ${kneeText.meaning[label.grade]}`;
    case 'missing':
      return kneeText.none;
    case 'not-gradable':
      return label.reason === 'implant' ? kneeText.implant : kneeText.technical;
  }
}
