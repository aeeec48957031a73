// The pelvis of the first version.

import type { FemoralForm, PelvicForm } from './pelvic-form.ts';

export const THICK_FEMUR: FemoralForm = {
  headPlate: 1.05,
  headSclerosis: 1.3,
  headDepth: 1,
  neckCortex: 1,
  trochanterCortex: 1.3,
  neckDepth: 30,
  lesser: [0, 0],
};

export const FIRST_PLATES = {
  lip: { radius: 7, depth: 26, cortex: 1.5, density: 0.95 },
  roof: { radius: 11, depth: 44, cortex: 1.5, density: 1.05 },
  fossa: { radius: 5, depth: 20, cortex: 1.1, density: 0.5 },
  spine: { radius: 8, depth: 26, cortex: 1.3, density: 0.7 },
  crest: { radius: 7, depth: 17, cortex: 1.4, density: 0.6 },
  sacroiliac: { radius: 8, depth: 26, cortex: 1.5, density: 0.7 },
  brim: { radius: 6, depth: 24, cortex: 2.1, density: 0.7 },
  upperRamus: { radius: 6, depth: 24, cortex: 2.1, density: 0.7 },
  ramus: { radius: 7, depth: 15, cortex: 1.4, density: 0.6 },
  pubis: { radius: 8, depth: 20, cortex: 1.2, density: 0.65 },
  ischium: { radius: 10, depth: 30, cortex: 1.7, density: 0.6 },
  foramen: { radius: 6, depth: 18, cortex: 1.2, density: 0.6 },
  none: { radius: 16, depth: 10, cortex: 0, density: 0.8 },
} satisfies PelvicForm['plates'];

export const FIRST: PelvicForm = {
  plates: FIRST_PLATES,
  sacroiliac: [
    [50, -129, 1.5],
    [55, -114],
    [53, -97],
    [56, -82],
    [58, -69],
  ],
  brim: [
    [50, -52],
    [45, -32],
    [44.5, -17],
    [46, -9, 1.5],
  ],
  upperRamus: [
    [43, 1],
    [46, 6.5],
    [55, 9.5],
  ],
  ilioischial: [
    [49.5, -50, 0.5],
    [43.5, -30],
    [40.5, -10],
    [38.5, 10],
    [36.5, 28],
    [35.5, 42],
    [36, 56],
  ],
  iliopectineal: [
    [57, -72],
    [52.5, -52],
    [46.5, -33],
    [43.5, -14],
    [46, 2],
    [55, 10],
    [67, 14.5],
    [80, 20.5],
  ],
  ilium: [
    [-27, -68],
    [-26.5, -56],
    [-24, -44],
  ],
  ischium: [
    [11.5, 40.5],
    [16, 47],
    [19.5, 58],
    [20, 72],
  ],
  posteriorRim: [
    [-18, -11],
    [-14.5, 4],
    [-6, 18],
    [4, 30.5],
  ],
  anteriorRim: [
    [-7, -15],
    [3, -2],
    [13, 11],
    [22, 24],
  ],
  wallFoot: { knots: 1, corner: [25, 40] },
  notch: [
    [16.5, 40.5],
    [-9, 36.5],
  ],
  wallRim: 1,
  wallReach: 0,
  wallFar: 0,
  lateralOpening: 0,
  femur: THICK_FEMUR,
  bands: null,
  osteophytes: { rim: 0, depth: 1 },
  posteriorWall: { radius: 9, depth: 13, cortex: 0.75, density: 0.7 },
  anteriorWall: { radius: 9, depth: 9, cortex: 0.6, density: 0.7 },
  rimSpread: 1,
  roofThinning: 12,
  sourcil: { cortex: 1.1, density: 0.85 },
  lines: { teardrop: 0.21, ilioischial: 0.15, iliopectineal: 0.12, trochanter: 0.08, sourcil: 0 },
  grain: { pelvis: 0.24, femur: 0.26, fine: 0, patch: 1, bundled: false },
  mottle: [0.055, 0.115],
};
