// The text of the import sheet.

import type { LabelName, LabelValue } from '../../main/domain/label.ts';
import type { ImportQuestion } from '../../main/domain/study/import-plan.ts';
import { count, formatNumber } from './count.ts';

type PeopleExample = Extract<ImportQuestion, { kind: 'people' }>['examples'][number];

export const importText = {
  lead: 'Radiographs (DICOM, PNG, JPEG), folders, ZIP archives, DICOMDIRs, BoneFinder points, label tables, splits, cohort files (HDF5). The original files are not changed.',
  preview: 'Continue',
  comesIn: 'Comes in',
  staysOut: 'Stays out',
  start: (radiographs: number) => (radiographs > 0 ? `Import ${count(radiographs, 'radiograph', 'radiographs')}` : 'Import'),
  noPoints: (films: number) =>
    `${count(films, 'radiograph has', 'radiographs have')} no points. Osteograde looks for their hips itself, and leaves out those that it does not find.`,
  noSpacing: (files: number) =>
    `${count(files, 'file does', 'files do')} not state the size of a pixel and will be refused, unless you enter it below.`,
  reading: 'Reading the files…',
  found: 'What was found',
  nothing: 'Nothing here can be imported.',
  radiographs: (n: number) => count(n, 'radiograph', 'radiographs'),
  crops: (n: number) => count(n, 'crop of a cohort file', 'crops of cohort files'),
  subjects: (n: number) => count(n, 'subject', 'subjects'),
  hips: (n: number) => count(n, 'hip', 'hips'),
  points: (paired: number, of: number) => `Points for ${formatNumber(paired)} of ${count(of, 'radiograph', 'radiographs')}`,
  labels: (n: number, matched: number) =>
    `Labels for ${count(n, 'joint', 'joints')}, ${formatNumber(matched)} of them with an image`,
  splits: (n: number) => `A split of ${count(n, 'subject', 'subjects')}`,
  problems: 'Problems found',
  leftOut: 'Left out: nothing to import',
  more: (n: number) => `and ${n} more`,
  save: 'Save the list…',
  change: 'Choose other files',
  mirrored: {
    title: 'Are the left hips already mirrored?',
    lead: (file: string) =>
      `One visit of ${file}, with both hips as stored in the file. If both face the same way, the left hips are already mirrored.`,
    right: 'Right hip',
    left: 'Left hip',
    yes: 'Yes, both face the same way',
    no: 'No, they face each other',
  },
  numbering: {
    title: 'Which numbering do the points use?',
    lead: (file: string, films: number) =>
      `The points of ${count(films, 'radiograph', 'radiographs')} fit both numberings. On ${file}, which circle fits the femoral head?`,
    original: 'Original',
    renumbered: 'Renumbered',
    alt: (name: string) => `The femoral head in the ${name} numbering`,
  },
  spacing: {
    label: 'Pixel spacing in mm, for files that do not state it',
    asked: (files: number, estimable: number) =>
      `${count(files, 'file does not state its', 'files do not state their')} pixel size. ` +
      (estimable > 0
        ? `If you leave this empty, Osteograde estimates the spacing of ${count(estimable, 'file', 'files')} with points from the femoral heads (55 mm) and marks it as estimated.`
        : 'Files without a spacing, or points to estimate it from, are refused.'),
    wrong: 'The spacing must be a number of millimetres, such as 0.16.',
  },
  otherColumns: {
    title: (file: string) => `Keep other columns of ${file}?`,
    lead: 'These columns are not labels, and only the ones that you pick are stored in the study. Dates become days since the first visit.',
    identifying: (column: string) => `${column} (looks as if it identifies people)`,
  },
  replaced: {
    title: 'Why do these labels change?',
    lead: (n: number) =>
      `The table would replace ${count(n, 'label', 'labels')} of the study. The old values stay in the history. For example:`,
    example: ({ hip, label, before, after }: Readonly<Record<'hip' | 'label' | 'before' | 'after', string>>) =>
      `${hip}, ${label}: ${before} becomes ${after}`,
    value: (label: LabelValue) =>
      label.kind === 'not-gradable'
        ? 'not gradable'
        : label.kind === 'graded'
          ? `grade ${label.value}`
          : label.value === 1
            ? 'yes'
            : 'no',
    reason: 'Reason for the change',
    kept: 'Without a reason, the study keeps the labels that it has.',
  },
  people: {
    title: 'Whose numbers are these?',
    lead: (n: number) =>
      `${count(n, 'number may belong', 'numbers may belong')} to several people. What belongs to them is left out until you say whose they are.`,
    why: {
      sex: 'the sex differs',
      'birth year': 'the birth year differs',
      issuer: 'the issuer or the cohort differs',
      number: 'the leading zeros differ',
      several: 'several people of the study have it',
    } satisfies Record<PeopleExample['why'], string>,
    example: (number: string, why: string, people: string) => `${number}: ${why} (${people})`,
    person: ({ origin, sex, birthYear }: PeopleExample['people'][number]) =>
      [origin, sex === null ? '' : { F: 'woman', M: 'man' }[sex], birthYear === null ? '' : `born ${birthYear}`]
        .filter((part) => part !== '')
        .join(', ') || 'nothing stated',
    answer: 'Files of one number',
    open: 'are left out',
    one: 'are of one person',
    different: 'are of different people',
    cohort: 'Cohort of everything that names none',
    cohortHelp: 'For tables, splits and films that give a number alone.',
  },
  mapping: {
    title: (file: string) => `What do the columns of ${file} contain?`,
    lead: 'This table format is not recognised. Choose which columns hold the subject, the side and the grades. Your choice is remembered for the next table of this kind.',
    column: 'Column',
    example: 'For example',
    meaning: 'Meaning',
    meaningOf: (column: string) => `Meaning of ${column}`,
    needed: 'Choose a subject, a side and at least one label.',
    apply: 'Apply this mapping',
    other: 'not imported',
    keep: 'kept in the study as written',
    identifying: 'This column looks as if it identifies people.',
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
      'joint-space-narrowing': 'joint-space narrowing',
      'femoral-osteophytes': 'femoral osteophytes',
      'acetabular-osteophytes': 'acetabular osteophytes',
      sclerosis: 'sclerosis',
      cysts: 'cysts',
      flattening: 'flattening',
      kl: 'Kellgren-Lawrence grade',
    } satisfies Record<LabelName, string>,
  },
} as const;
