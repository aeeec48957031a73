// The report in plain clinical English.

import type { Wording } from './wording.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

export const english: Wording = {
  language: 'en',
  product: 'Osteograde',
  title: 'Osteophyte grading of the hip',
  notice: 'Research use - not for diagnosis',
  noticeInFull: 'Research use - not for diagnosis. Grades were computed by a model and must not guide the care of a patient.',
  hip: { right: 'Right hip', left: 'Left hip' },
  quadrant: {
    'femur-superior': 'Superior femoral',
    'femur-inferior': 'Inferior femoral',
    'acetabulum-superior': 'Superior acetabular',
    'acetabulum-inferior': 'Inferior acetabular',
  },
  grade: { 0: 'absent', 1: 'small', 2: 'moderate', 3: 'large' },
  facts: {
    subject: 'Pseudonym',
    visit: 'Visit',
    noVisit: 'not given',
    date: 'Report date',
    spacing: 'Pixel spacing',
    spacingSource: {
      PixelSpacing: 'calibrated',
      ImagerPixelSpacing: 'at the detector',
      supplied: 'supplied by the user',
      estimated: 'estimated',
    },
  },
  figures: {
    radiograph: 'Radiograph',
    zones: 'with the zone in which each osteophyte is sought',
    evidence: 'Where the model looked',
    evidenceOfAll: 'weighted by the probability',
    less: 'less',
    more: 'more',
    scale: (millimetres) => `${millimetres} mm`,
    sideLetter: { right: 'R', left: 'L' },
    inZone: (share) => `${share} in zone`,
    low: 'low',
  },
  table: {
    heading: 'Grades',
    quadrant: 'Osteophyte',
    grade: 'Grade (OARSI)',
    probability: (grade) => `P(${grade})`,
    attention: 'Attention in zone',
    reader: (name) => `Reader ${name}`,
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
    anyOsteophyte: (probability) => `Probability of any osteophyte in this hip, from the model's global head: ${probability}`,
    lowAttention: 'Less than a quarter of the attention lies inside the zone: check this grade on the image.',
  },
  model: {
    heading: 'Model',
    trained: 'Trained on',
    measured: (data) => `Measured on ${data} (95 % intervals)`,
    limits: 'Limits',
    reading: 'Reading this page',
    howToRead:
      'Grades follow the OARSI atlas: 0 absent, 1 small, 2 moderate, 3 large. Colour shows where the evidence for an osteophyte lies (Grad-CAM of grade 1 or more), fainter where one is improbable. Attention in zone is its share inside the outlined zone; the ring marks its maximum.',
    noFigures: 'The model card gives no figures.',
  },
  footer: {
    software: (version) => `Osteograde ${version}`,
    model: (name, version, sha256) => `${name} ${version} (SHA-256 ${sha256.slice(0, 12)})`,
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  day: (date) => day.format(date),
  percent: (share) => `${Math.round(share * 100)} %`,
};
