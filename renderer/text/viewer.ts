// The text of the stage and its tools.

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
  command: {
    magnifier: 'Magnifier',
    actual: 'Actual size (1:1)',
    equalise: 'Even out the greys (CLAHE)',
    rotate: 'Rotate by 90°, for display only',
    flip: 'Flip left to right, for display only',
    nextPreset: 'Next window preset',
  },
} as const;
