// The text of the stage and its tools.

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
  },
} as const;
