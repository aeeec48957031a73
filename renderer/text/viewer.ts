// The text of the stage and its tools.

import type { FilmDetails } from '../../main/domain/film/details.ts';
import type { Measured } from '../../main/domain/measure/measurement.ts';
import type { Turn } from '../../main/domain/film/turn.ts';

const TURNED: Readonly<Record<Turn, string>> = {
  none: '',
  'flip-horizontal': 'FLIPPED',
  'rotate-180': 'ROTATED by 180°',
  'flip-vertical': 'FLIPPED, ROTATED by 180°',
  transpose: 'FLIPPED, ROTATED by 90° to the left',
  'rotate-90': 'ROTATED by 90° to the right',
  transverse: 'FLIPPED, ROTATED by 90° to the right',
  'rotate-270': 'ROTATED by 90° to the left',
};

export const viewerText = {
  outOfSight: 'This hip is out of sight. Press H.',
  turnedForDisplay: (turn: Turn) => `${TURNED[turn]}, for display only`,
  equalised: 'CLAHE, for display only',
  preview: 'A quarter of the resolution; the rest is loading',
  presets: {
    film: 'film’s own window',
    automatic: 'automatic window',
    bone: 'bone window',
    'soft-tissue': 'soft-tissue window',
    full: 'full range',
  },
  measurements: 'Measurements',
  measurementKind: { distance: 'Distance', 'joint-space': 'Joint space', angle: 'Angle', circle: 'Circle, diameter' },
  measured: (measured: Measured) => {
    switch (measured.kind) {
      case 'length':
        return `${measured.mm.toFixed(1)} mm`;
      case 'angle':
        return `${measured.degrees.toFixed(1)}°`;
      case 'circle':
        return `⌀ ${measured.diameterMm.toFixed(1)} mm`;
    }
  },
  notMeasurable: 'points on a line',
  removeMeasurement: (kind: string, value: string) => `Remove: ${kind.toLowerCase()}, ${value}`,
  measurementNotSaved: (reason: string) => `The last change of a measurement was not saved. ${reason}`,
  millimetres: (plane: string) => `Scale: ${plane}.`,
  visit: 'Visit',
  model: 'Evidence of',
  nothingBeside: {
    visits: 'This subject has no other visit with this hip.',
    sides: 'This subject has no other hip at this visit.',
    models: 'No other model has graded this hip. Choose one in the panel, then grade the hip again.',
  },
  voiLut: 'VOI LUT of the file',
  /** Age, sex, and how long after the subject's first date the film was taken, as far as the file says. */
  person: ({ ageYears, sex, day }: FilmDetails) =>
    [
      ...(ageYears === null ? [] : [`${ageYears >= 90 ? '90 or older' : ageYears} y`]),
      ...(sex === null ? [] : [sex === 'F' ? 'female' : 'male']),
      ...(day === null ? [] : [day === 0 ? 'first date' : `day ${day > 0 ? '+' : '−'}${Math.abs(day)}`]),
    ].join(', '),
  tags: 'Tags of the file',
  tagsLead: 'Numbers and coded terms only. Names, dates and free text are never kept.',
  noTags: 'This film came in without them. A film imported from DICOM now keeps them.',
  command: {
    magnifier: 'Magnifier',
    distance: 'Measure a distance',
    jointSpace: 'Measure the joint space',
    angle: 'Measure an angle: side, vertex, side',
    circle: 'Fit a circle: three or more points, then Enter',
    actual: 'Actual size (1:1)',
    equalise: 'Even out the greys (CLAHE)',
    rotate: 'Rotate by 90°, for display only',
    flip: 'Flip left to right, for display only',
    nextPreset: 'Next window preset',
    beside: {
      visits: 'Beside it: another visit',
      sides: 'Beside it: the other side',
      models: 'Beside it: another model’s evidence',
    },
    blink: 'Blink between the two',
  },
} as const;
