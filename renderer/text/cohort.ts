// The text of the cohort browser: filters, labels, audits, splits, co-occurrence.

import type { KnownLabel, Strength } from '../../main/domain/hip-label.ts';
import type { FailureCode } from '../../main/domain/failure.ts';
import type { HipSelection } from '../../main/domain/study/hip-filter.ts';
import { count, formatNumber } from './count.ts';

const STRENGTH: Readonly<Record<Strength, string>> = {
  strong: 'Strong',
  partial: 'Partly graded',
  binary: 'Yes / no',
  weak: 'Weak',
  none: 'No label',
};

const STATE = {
  graded: 'Graded',
  ungraded: 'Not graded',
  flagged: 'Attention flagged',
  unlike: 'Unlike training data',
  problem: 'With a problem',
  read: 'Read, all quadrants',
  'partly-read': 'Partly read',
  unread: 'Not read',
  'not-gradable': 'Not gradable',
} as const satisfies Record<HipSelection['state'][number], string>;

const PART = { train: 'Train', val: 'Validation', test: 'Test', none: 'Not assigned' } as const;

const PART_SHORT = { train: 'Train', val: 'Val', test: 'Test', none: '–' } as const;

const PROBLEM: Partial<Readonly<Record<FailureCode, string>>> = {
  'landmarks-missing': 'No landmarks',
  'landmarks-malformed': 'Landmarks unreadable',
  'landmarks-count': 'Landmark count',
  'landmarks-off-image': 'Landmarks off the image',
  'landmarks-implausible': 'Landmarks implausible',
  'numbering-ambiguous': 'Numbering unclear',
  'spacing-unknown': 'Spacing unknown',
  'spacing-implausible': 'Spacing implausible',
};

const PRESET = { '70-15-15': '70 / 15 / 15', '80-10-10': '80 / 10 / 10', '63-7-30': '70 / 30, validation from train' } as const;

/** Returns the label of a value, or undefined if it has none. */
function labelOf(labels: Readonly<Partial<Record<string, string>>>, value: string): string | undefined {
  return Object.hasOwn(labels, value) ? labels[value] : undefined;
}

export const cohortText = {
  facet: {
    state: 'State',
    strength: 'Label strength',
    split: 'Split',
    disagreement: 'Reading versus model',
    labelDisagreement: 'Label versus model',
    gradedBy: 'Graded by',
    quadrants: 'Quadrants',
    source: 'Grades of',
    reading: 'Reading',
    label: 'Label',
    model: 'Model',
    highestGrade: 'Highest model grade',
    kneeReading: 'KL grade of the reader',
    kneeLabel: 'KL grade imported',
    kneeModel: 'KL grade of the model',
    cohort: 'Cohort',
    side: 'Side',
    visit: 'Visit',
    problem: 'Problem',
  },
  state: (value: string): string => labelOf(STATE, value) ?? value,
  kneeState: (value: string): string => (value === 'read' ? 'Read' : cohortText.state(value)),
  strength: (value: string): string => labelOf(STRENGTH, value) ?? value,
  kneeGrade: (value: string): string => ({ 'not-gradable': 'Not gradable', none: 'No grade' })[value] ?? `KL ${value}`,
  part: (value: string): string => labelOf(PART, value) ?? value,
  disagreement: (value: string): string =>
    value === 'none' ? 'Not comparable' : value === '0' ? 'Agree' : `Differ by ${value} ${value === '1' ? 'grade' : 'grades'}`,
  partShort: (value: string): string => labelOf(PART_SHORT, value) ?? value,
  gradedBy: (value: string): string => (value === 'none' ? 'No model' : value),
  cohort: (value: string): string => (value === '' ? 'No cohort' : value),
  problem: (value: string): string => labelOf(PROBLEM, value) ?? value.replaceAll('-', ' '),
  quadrantValue: (value: string): string =>
    ({
      'not-gradable': 'not gradable',
      absent: 'absent, not graded',
      present: 'present, not graded',
      missing: 'no label',
      none: 'not graded',
    })[value] ?? `grade ${value}`,
  quadrantValueShort: (value: string): string =>
    ({ 'not-gradable': 'NG', absent: 'no', present: 'yes', missing: '–', none: '–' })[value] ?? value,
  quadrantCell: (quadrant: string, value: string, hips: number) => `${quadrant}: ${value}, ${count(hips, 'hip', 'hips')}`,
  compact: (n: number): string =>
    n < 1000
      ? String(n)
      : n < 9950
        ? `${(n / 1000).toFixed(1)}k`
        : n < 999_500
          ? `${Math.round(n / 1000)}k`
          : `${(n / 1e6).toFixed(1)}M`,
  saved: {
    title: 'Saved filters',
    save: 'Save this filter',
    name: 'Name of the filter',
    keep: 'Save',
    remove: (name: string) => `Remove the filter ${name}`,
    apply: (name: string) => `Filter: ${name}`,
  },
  label: {
    column: 'Label',
    table: 'Label',
    kind: (label: KnownLabel): string => {
      switch (label.kind) {
        case 'graded':
          return `labelled grade ${label.grade}`;
        case 'missing':
          return 'no label';
        case 'binary':
          return label.present ? 'labelled present, not graded' : 'labelled absent, not graded';
        case 'not-gradable':
          return label.reason === 'implant' ? 'labelled not gradable: implant' : 'labelled not gradable: technical';
      }
    },
    global: 'Any osteophyte, as labelled',
    yes: 'Yes',
    no: 'No',
    strength: 'Label strength',
    split: 'Split part',
    cohort: 'Cohort',
    disagreement: 'Reading versus model',
    labelDisagreement: 'Label versus model',
  },
  strip: {
    title: 'Visits of this subject',
    open: (name: string) => `Show ${name}`,
  },
  batch: {
    all: (n: number) => `Select all ${formatNumber(n)}`,
    split: 'Add to split',
    chooseSplit: 'Add the subjects of the selected hips to a part of the active split',
    added: (n: number, part: string) => `${count(n, 'subject', 'subjects')} now in ${part.toLowerCase()}`,
  },
  command: {
    audits: 'Check the data',
    key: 'Save the key of the study',
    split: 'Build a split',
    coOccurrence: 'Show co-occurrence',
    selectAll: 'Select all hips in the list',
  },
  commandShort: {
    'study.import': 'Import',
    'grade.ungraded': 'Grade',
    'library.audits': 'Check',
    'library.split': 'Split',
    'library.coOccurrence': 'Co-occurrence',
  } as Readonly<Record<string, string>>,
  key: {
    title: 'Save the key of the study',
    lead: 'The key says who stands behind each name of the study: patient number, issuer, cohort and first date. Whoever has it knows the patients, so keep it apart from the study.',
    save: 'Save the key…',
    saved: (subjects: number) => `The key of ${count(subjects, 'subject', 'subjects')} was saved.`,
  },
  audits: {
    noBackup: (reason: string) => `The study could not be backed up. ${reason}`,
    title: 'Check the data',
    running: 'Checking the study…',
    clean: 'No problems found',
    cleanHelp: (audits: number) =>
      `${count(audits, 'audit', 'audits')} checked subjects, images, sides, labels, the split, and that the study is whole.`,
    summary: (blocks: number, warnings: number, notes: number) =>
      [
        count(blocks, 'finding blocks training', 'findings block training'),
        count(warnings, 'warning', 'warnings'),
        count(notes, 'note', 'notes'),
      ].join(' · '),
    severity: { blocks: 'Blocks training', warning: 'Warning', note: 'Note' },
    cases: (n: number) => count(n, 'case', 'cases'),
    examples: 'Examples',
    more: (n: number) => `and ${formatNumber(n)} more`,
    again: 'Check again',
    pictures: 'Stored pictures',
    compared: (compared: number, of: number) =>
      compared < of
        ? `${formatNumber(compared)} of ${formatNumber(of)} compared with their checksum. Run "osteograde audit" to compare all of them.`
        : `${formatNumber(of)} compared with their checksum`,
    record: 'Record of changes',
    changes: (n: number) => `${count(n, 'change', 'changes')}, last hash`,
    headHelp: 'Write this hash down to find out later whether the record was altered.',
  },
  split: {
    title: 'Build a split',
    lead: 'All hips of a subject go into the same part, so nobody is in both training and test.',
    preset: 'Train / validation / test',
    presets: PRESET,
    stratify: 'Balance by',
    strata: { 'highest-grade': 'Highest grade', 'any-osteophyte': 'Any osteophyte', none: 'Nothing' },
    seed: 'Seed',
    seedWrong: 'The seed must be a whole number from 0 to 999999999.',
    keep: 'Keep the parts of',
    keepNothing: 'None: assign every subject again',
    name: 'Name of the new split',
    suggested: (preset: string, seed: number) => `${preset} seed ${seed}`,
    stratum: 'Stratum',
    total: 'All subjects',
    kept: (n: number) => `${count(n, 'subject keeps its', 'subjects keep their')} earlier part.`,
    build: 'Build and use',
    present: 'Splits of this study',
    active: 'Active',
    use: 'Use',
    chooseNamed: (name: string) => `Use the split ${name}`,
    imported: 'Imported',
    recipe: (preset: string, seed: number) => `${preset}, seed ${seed}`,
    sizes: (train: number, val: number, test: number) => `${formatNumber(train)} / ${formatNumber(val)} / ${formatNumber(test)}`,
  },
  together: {
    title: 'Co-occurrence of osteophytes',
    lead: (hips: number) => `${count(hips, 'hip matches', 'hips match')} the current filter.`,
    source: 'Grades of',
    sources: { reading: 'Reading', label: 'Label', model: 'Model' },
    nothing: (source: 'reading' | 'label' | 'model') =>
      ({
        reading: 'No quadrant of these hips has been read yet.',
        label: 'No imported label grades a quadrant of these hips.',
        model: 'No model has graded the quadrants of these hips yet.',
      })[source],
    threshold: 'Count from grade',
    matrix: 'Hips with an osteophyte in both quadrants',
    cell: (a: string, b: string, n: number, share: string) => `${a} and ${b}: ${count(n, 'hip', 'hips')}${share}`,
    share: (percent: number, quadrant: string) => `, ${percent}% of those with ${quadrant}`,
    counts: 'Hips by grade',
    grade: 'Grade',
    agreement: { reading: 'Reading versus model', label: 'Label versus model' },
    agreementHelp: {
      reading: 'All quadrants together. Rows are readings, columns are model grades.',
      label: 'All quadrants together. Rows are imported labels, columns are model grades.',
    },
    explain: 'Each row shows how many hips with an osteophyte in its quadrant also have one in the column’s quadrant.',
  },
} as const;
