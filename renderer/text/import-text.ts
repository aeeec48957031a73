// The words of the import sheet.

import type { LabelName } from '../../main/domain/label.ts';

const count = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export const importText = {
  lead: 'Radiographs (DICOM, PNG, JPEG), folders, ZIP archives, DICOMDIRs, BoneFinder points, label tables, splits, cohort files (HDF5). The original files are not changed.',
  look: 'Look through',
  looking: 'Looking through the files',
  understood: 'What was understood',
  nothing: 'Nothing that can be imported was found.',
  radiographs: (n: number) => count(n, 'radiograph', 'radiographs'),
  crops: (n: number) => count(n, 'crop of a cohort file', 'crops of cohort files'),
  subjects: (n: number) => count(n, 'subject', 'subjects'),
  hips: (n: number) => count(n, 'hip', 'hips'),
  points: (with_: number, of: number) => `Points for ${with_.toLocaleString('en')} of ${count(of, 'radiograph', 'radiographs')}`,
  labels: (n: number, matched: number) =>
    `Labels of ${count(n, 'joint', 'joints')}, ${matched.toLocaleString('en')} of them with a picture`,
  splits: (n: number) => `A split of ${count(n, 'subject', 'subjects')}`,
  problems: 'Problems found while looking',
  more: (n: number) => `and ${n} more`,
  save: 'Save the list…',
  change: 'Choose other files',
  mirrored: {
    title: 'Were left hips mirrored already?',
    lead: (file: string) =>
      `One visit of ${file}, both hips as they lie in the file. If both look the same way round, left hips were mirrored.`,
    right: 'Right hip',
    left: 'Left hip',
    yes: 'Yes, both look the same way',
    no: 'No, they face each other',
  },
  numbering: {
    title: 'Which numbering do the points have?',
    lead: (file: string, films: number) =>
      `The points of ${count(films, 'radiograph fits', 'radiographs fit')} both numberings. On ${file}: where does the circle fit the femoral head?`,
    original: 'Original',
    renumbered: 'Renumbered',
    alt: (name: string) => `The femoral head by the ${name} numbering`,
  },
  spacing: {
    label: 'Pixel spacing in mm, for files that do not say',
    help: 'A given spacing is shown beside every measurement.',
    asked: (files: number, estimable: number) =>
      `${count(files, 'file says', 'files say')} nothing of the size of ${files === 1 ? 'its' : 'their'} pixels. ` +
      (estimable > 0
        ? `Left empty, it is estimated from the femoral heads (55 mm) of ${estimable} with points, and marked as estimated.`
        : 'Without it, or points to estimate it from, they are refused.'),
    wrong: 'The spacing is a number of millimetres such as 0.16.',
  },
  mapping: {
    title: (file: string) => `What are the columns of ${file}?`,
    lead: 'This table is none of the known ones. Say which columns name the subject and the side, and which are grades. It is remembered for the next table of this kind.',
    column: 'Column',
    example: 'For example',
    meaning: 'Is',
    meaningOf: (column: string) => `Meaning of ${column}`,
    needed: 'A subject, a side and at least one label are needed.',
    apply: 'Read the table so',
    other: 'kept as written',
    subject: 'subject',
    visit: 'visit',
    side: 'side',
    cohort: 'cohort',
    label: {
      'femur-superior': 'osteophytes, femur superior',
      'femur-inferior': 'osteophytes, femur inferior',
      'acetabulum-superior': 'osteophytes, acetabulum superior',
      'acetabulum-inferior': 'osteophytes, acetabulum inferior',
      global: 'any osteophyte (yes/no)',
      'joint-space-narrowing': 'joint space narrowing',
      'femoral-osteophytes': 'femoral osteophytes',
      'acetabular-osteophytes': 'acetabular osteophytes',
      sclerosis: 'sclerosis',
      cysts: 'cysts',
      flattening: 'flattening',
      kl: 'Kellgren-Lawrence grade',
    } satisfies Record<LabelName, string>,
  },
} as const;
