// The pelvis and femur of the third version: thin plates, walls that cover the joint, and dense plates along the beam.

import type { PelvicForm } from './pelvic-form.ts';
import { SECOND } from './second.ts';

/**
 * Fitted to 140 real close-ups, by eye and by the kernel distance of `bench:phantom-realism` on seeds 7001 to 7009 **(ours)**: heads with
 * hardly any rim, a thick sourcil, a bright brim and ilioischial line, a joint space little darker than bone.
 */
export const THIRD: PelvicForm = {
  ...SECOND,
  plates: {
    ...SECOND.plates,
    lip: { radius: 5, depth: 16, cortex: 0.9, density: 0.8 },
    roof: { radius: 8, depth: 13, cortex: 0.5, density: 0.75 },
    spine: { radius: 4, depth: 17, cortex: 1.6, density: 0.7 },
    brim: { radius: 5.5, depth: 7, cortex: 1, density: 0.7 },
    fossa: { radius: 12, depth: 12, cortex: 0.1, density: 0.65 },
    ischium: { radius: 8, depth: 20, cortex: 0.8, density: 0.65 },
    upperRamus: { radius: 6, depth: 18, cortex: 0.7, density: 0.6 },
    ramus: { radius: 6, depth: 18, cortex: 0.7, density: 0.6 },
    foramen: { radius: 6, depth: 14, cortex: 0.6, density: 0.6 },
  },
  notch: [
    [10, 31],
    [-12, 29.5],
  ],
  wallRim: 0.4,
  wallReach: 9,
  wallFar: 6,
  posteriorWall: { radius: 8, depth: 42, cortex: 0.2, density: 0.8 },
  anteriorWall: { radius: 8, depth: 30, cortex: 0.2, density: 0.8 },
  lateralOpening: 2.5,
  femur: {
    headPlate: 0.22,
    headSclerosis: 0.5,
    headDepth: 0.85,
    neckCortex: 0.37,
    trochanterCortex: 0.7,
    neckDepth: 36,
    lesser: [-5, 6],
  },
  osteophytes: { rim: 0.1, depth: 1.5 },
  bands: {
    sourcil: 0.3,
    brim: 0.55,
    ilioischial: 0.36,
    horn: 0.13,
    teardrop: 0.15,
    floor: 0.14,
    grain: 0.12,
    thickness: 1.8,
  },
  lines: { teardrop: 0, ilioischial: 0, iliopectineal: 0, trochanter: 0.04, sourcil: 0 },
  sourcil: { cortex: 0.6, density: 0.75 },
  roofThinning: 4,
  mottle: [0.04, 0.1],
  grain: {
    pelvis: 0.1,
    femur: 0.12,
    fine: 0.9,
    patch: 0.8,
    bundled: true,
  },
};
