// Small pictures with a bright square in each quarter, whose size is the grade. A tiny network can learn them.

import { QUADRANTS, perQuadrant } from '../../../main/domain/quadrant.ts';
import { isGrade, type Grade } from '../../../main/domain/grade.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import type { HipSet, LabelledHip } from '../../../main/training/tasks/hip-set.ts';
import type { RecipeOf } from '../../../main/training/recipe.ts';

const SIZE = 32;

export function syntheticHips(count: number, name: string): HipSet {
  const random = seededRandom(name);
  const crops = new Uint8Array(count * SIZE * SIZE).map(() => 60 + 40 * random.next());
  const hips = Array.from({ length: count }, (_, index): LabelledHip => {
    const grades = perQuadrant((): Grade => {
      const drawn = Math.max(0, random.below(7) - 3);
      return isGrade(drawn) ? drawn : 0;
    });
    for (const [place, quadrant] of QUADRANTS.entries()) paint(crops.subarray(index * SIZE * SIZE), place, grades[quadrant]);
    const diseased = QUADRANTS.some((quadrant) => grades[quadrant] > 0);
    return {
      hip: { subject: `${name}${index}`, visit: 'V00', side: 'right' },
      labels:
        index % 4 === 0
          ? { kind: 'weak', diseased }
          : { kind: 'strong', quadrants: perQuadrant((quadrant) => ({ kind: 'graded', grade: grades[quadrant] })) },
      zones: perQuadrant((quadrant) => [centre(QUADRANTS.indexOf(quadrant))]),
    };
  });
  return { hips, crops, cropSize: SIZE };
}

export const tinyRecipe: RecipeOf<1> = {
  name: 'tiny',
  system: 1,
  strategy: 'masked',
  backbone: 'resnet18',
  data: {
    kind: 'phantom',
    seed: 1,
    training: [{ subjects: 1, grades: 'balanced', labels: 'strong' }],
    validation: { seed: 2, subjects: 1 },
    test: { seed: 3, subjects: 1 },
  },
  emptyGrades: 'allowed',
  seed: 7,
  batch: 16,
  stages: [
    { size: 16, epochs: 1 },
    { size: 32, epochs: 3 },
  ],
  optimizer: { kind: 'adamw', learningRate: 0.02, weightDecay: 0.01, beta1: 0.9, beta2: 0.999 },
  schedule: { kind: 'one-cycle', warmUp: 0.3 },
  augmentation: { rotationDegrees: 3, shiftPixels: 1, scale: 0.03, gain: 0.1, offset: 0.05 },
  prior: { weight: 1, radius: 6, sigma: 6 },
  precision: 'fp32',
};

const { strategy: _, budget: __, ...withoutStrategy } = tinyRecipe;

export const tinyPresence: RecipeOf<2> = { ...withoutStrategy, name: 'presence', system: 2, stages: [{ size: 64, epochs: 1 }] };

const { prior: ___, ...withoutPrior } = withoutStrategy;

export const tinyFindings: RecipeOf<4> = {
  ...withoutPrior,
  name: 'findings',
  system: 4,
  intensity: 'stretch',
  weights: {
    'femoral-osteophytes': 0.25,
    'acetabular-osteophytes': 0.25,
    'joint-space-narrowing': 0.25,
    sclerosis: 0.0625,
    cysts: 0.0625,
  },
  loss: 'cross-entropy',
  smoothing: 0,
  classWeights: 'none',
  stages: [{ size: 64, epochs: 1 }],
};

/**
 * The backbone of runs that train on phantoms: 0.2 million weights instead of 11 million. Drawing, saving and exporting those took nearly
 * all the time of a short run. Its four poolings need crops of 64 pixels.
 */
const SMALL = { backbone: 'antony' } as const;

/** A recipe for a few phantoms of this crop size, for tests in which a run must train but need not learn. */
export function phantomRun(size: number, epochs: number): RecipeOf<1> {
  return {
    ...tinyRecipe,
    ...SMALL,
    batch: 4,
    stages: [{ size, epochs }],
    data: {
      kind: 'phantom',
      seed: 11,
      training: [{ subjects: 5, grades: 'balanced', labels: 'strong' }],
      validation: { seed: 12, subjects: 2 },
      test: { seed: 13, subjects: 2 },
    },
  };
}

/** A complete run that takes seconds, with strong and weak phantoms. */
export function tinyRun(epochs: number, testSubjects: number): RecipeOf<1> {
  return {
    ...tinyRecipe,
    ...SMALL,
    batch: 4,
    stages: [{ size: 64, epochs }],
    data: {
      kind: 'phantom',
      seed: 11,
      training: [
        { subjects: 6, grades: 'balanced', labels: 'strong' },
        { subjects: 2, grades: 'published', labels: 'weak' },
      ],
      validation: { seed: 12, subjects: 3 },
      test: { seed: 13, subjects: testSubjects },
    },
  };
}

function centre(place: number) {
  return { x: 8 + 16 * (place % 2), y: 8 + 16 * Math.floor(place / 2) };
}

function paint(crop: Uint8Array, place: number, grade: Grade): void {
  const { x, y } = centre(place);
  for (let v = -grade; v <= grade; v++) for (let u = -grade; u <= grade; u++) if (grade > 0) crop[(y + v) * SIZE + x + u] = 255;
}
