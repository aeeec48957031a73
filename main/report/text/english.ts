// The report in plain clinical English.

import type { Wording } from './wording.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

const NOTICE = 'Research use - not for diagnosis';
const GRADES_NOTICE = `${NOTICE}. The grades were computed by a model and must not guide the care of a patient.`;

const MEASURED = { distance: 'distance', 'joint-space': 'joint space', angle: 'angle', circle: 'diameter of a circle' } as const;

export const english: Wording = {
  language: 'en',
  product: 'Osteograde',
  notice: NOTICE,
  noticeInFull: GRADES_NOTICE,
  hip: { right: 'Right hip', left: 'Left hip' },
  quadrant: {
    'femur-superior': 'Femur superior',
    'femur-inferior': 'Femur inferior',
    'acetabulum-superior': 'Acetabulum superior',
    'acetabulum-inferior': 'Acetabulum inferior',
  },
  finding: {
    'femoral-osteophytes': 'Femoral osteophytes',
    'acetabular-osteophytes': 'Acetabular osteophytes',
    'joint-space-narrowing': 'Joint-space narrowing',
    sclerosis: 'Sclerosis',
    cysts: 'Cysts',
  },
  findingInLines: {
    'femoral-osteophytes': ['Femoral', 'osteophytes'],
    'acetabular-osteophytes': ['Acetabular', 'osteophytes'],
    'joint-space-narrowing': ['Joint-space', 'narrowing'],
    sclerosis: ['Sclerosis'],
    cysts: ['Cysts'],
  },
  grade: { 0: 'absent', 1: 'small', 2: 'moderate', 3: 'large' },
  findingGrade: (finding, grade) => {
    switch (finding) {
      case 'femoral-osteophytes':
      case 'acetabular-osteophytes':
        return english.grade[grade];
      case 'joint-space-narrowing':
        return ['absent', 'mild', 'moderate', 'severe'][grade];
      case 'sclerosis':
      case 'cysts':
        return english.presence(grade > 0);
    }
  },
  presence: (present) => (present ? 'present' : 'absent'),
  byKind: {
    grades: {
      title: 'Osteophyte grading of the hip',
      noticeInFull: GRADES_NOTICE,
      zones: 'with the target zone of each osteophyte',
      rows: 'Osteophyte',
      answer: 'Grade (OARSI)',
      attention: 'Attention in zone',
      lowAttention: 'Less than a quarter of the attention lies inside the zone. Check this grade on the image.',
      howToRead:
        'Grades follow the OARSI atlas: 0 absent, 1 small, 2 moderate, 3 large. Colour shows where the evidence for an osteophyte lies (Grad-CAM of grade 1 or more). It is fainter if an osteophyte is improbable. Attention in zone is the share of the evidence inside the outlined zone. The ring marks its maximum.',
      inZone: (share) => `${share} in zone`,
    },
    presence: {
      title: 'Osteophytes of the hip, present or absent',
      noticeInFull: `${NOTICE}. The answers were computed by a model and must not guide the care of a patient.`,
      zones: 'with the target zone of each osteophyte',
      rows: 'Osteophyte',
      answer: 'Model answer',
      attention: 'Attention in zone',
      lowAttention: 'Less than a quarter of the attention lies inside the zone. Check this osteophyte on the image.',
      howToRead:
        'This model does not grade. An osteophyte counts as present if its probability is at least 50%, the mark on the bar. Colour shows where the evidence for an osteophyte lies (Grad-CAM). It is fainter if an osteophyte is improbable. Attention in zone is the share of the evidence inside the outlined zone. The ring marks its maximum.',
      inZone: (share) => `${share} in zone`,
    },
    findings: {
      title: 'Findings of osteoarthritis of the hip',
      noticeInFull: GRADES_NOTICE,
      zones: 'with the target zones of the osteophytes',
      rows: 'Finding',
      answer: 'Grade (OARSI)',
      attention: 'Attention in zones',
      lowAttention: 'Less than a quarter of the attention lies inside the zones. Check this grade on the image.',
      howToRead:
        'Osteophytes and joint-space narrowing have grades 0 to 3, sclerosis and cysts 0 or 1. Colour shows where the evidence for grade 1 or more lies (Grad-CAM). It is fainter if the finding is improbable. Attention in zones is the share of the evidence inside both outlined zones of the bone. The ring marks its maximum. Other findings have no zones.',
      inZone: (share) => `${share} in zones`,
    },
  },
  measured: {
    line: (values, more) =>
      `Measured on the radiograph: ${values.join(', ')}${more === 0 ? '' : ` and ${more} more, in the JSON`}. Millimetres as at its scale.`,
    value: ({ kind, value, unit }) => `${MEASURED[kind]} ${value.toFixed(1)}${unit === 'mm' ? ' mm' : '°'}`,
  },
  facts: {
    subject: 'Pseudonym',
    asNumbers: (label: string) => `${label} (Unicode)`,
    visit: 'Visit',
    noVisit: 'not stated',
    date: 'Report date',
    spacing: 'Pixel spacing',
    edges: (millimetres) => `Edges at the femoral head: ${millimetres} mm wide`,
    spacingSource: {
      PixelSpacing: 'from the file',
      ImagerPixelSpacing: 'at the detector',
      NominalScannedPixelSpacing: 'of the film scanner',
      supplied: 'supplied by the user',
      estimated: 'estimated',
    },
  },
  figures: {
    radiograph: 'Radiograph',
    evidence: 'Where the model looked',
    evidenceOfAll: 'weighted by the probability',
    less: 'less',
    more: 'more',
    scale: (millimetres) => `${millimetres} mm`,
    plane: (source, magnification) => {
      const factor = magnification.toFixed(2);
      switch (source) {
        case 'calibrated':
          return ['in the patient’s plane,', 'calibrated in the file'];
        case 'magnification-factor':
          return ['in the patient’s plane,', `magnification ${factor}`, 'from the file'];
        case 'distances':
          return ['in the patient’s plane,', `magnification ${factor}`, 'from its distances'];
        case 'detector':
          return ['at the detector,', 'no magnification known'];
        case 'plane-unknown':
          return ['plane not stated,', 'may be at the detector'];
        case 'supplied':
          return ['at the spacing that', 'the user supplied'];
        case 'estimated':
          return ['estimated', 'from the femoral heads'];
      }
    },
    sideLetter: { right: 'R', left: 'L' },
    low: 'low',
    grade: (grade) => `Grade ${grade}`,
  },
  table: {
    heading: 'Grades',
    probability: (grade) => `P(${grade})`,
    presenceProbability: 'P(osteophyte)',
    noZone: 'no zone',
    modelAnswer: 'Model',
    differs: 'differs',
    reader: (name) => `Final: ${name}`,
    reading: (label) => {
      switch (label.kind) {
        case 'graded':
          return String(label.grade);
        case 'missing':
          return 'not read';
        case 'not-gradable':
          return label.reason === 'implant' ? 'implant' : 'not gradable';
      }
    },
    anyOsteophyte: (probability) => `Probability of any osteophyte in this hip (global head of the model): ${probability}`,
  },
  model: {
    heading: 'Model',
    trained: 'Trained on',
    measured: (data) => `Measured on ${data} (95% intervals)`,
    limits: 'Limits',
    reading: 'Reading this page',
    rarer:
      'A grade on this page is not the most probable one: the model answers the highest grade that, with those above it, is probable enough (see its card).',
    noFigures: 'The model card has no figures.',
  },
  footer: {
    software: (version) => `Osteograde ${version}`,
    model: (name, version, sha256) => `${name} ${version} (SHA-256 ${sha256.slice(0, 12)})`,
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  lettersAsNumbers: 'No font here has some letters of the names on this page. Their Unicode numbers are printed instead (U+...).',
  day: (date) => day.format(date),
  percent: (share) => `${Math.round(share * 100)}%`,
};
