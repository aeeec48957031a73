// The BoneFinder 160-point scheme: which index of one side belongs to which structure, in the two numberings in use.

import { z } from 'zod';
import type { PerQuadrant, Quadrant } from './quadrant.ts';

export const NumberingSchema = z.enum(['original', 'renumbered']);

export type Numbering = z.infer<typeof NumberingSchema>;

export const POINTS_PER_SIDE = 80;

export interface LandmarkTable {
  readonly numbering: Numbering;
  readonly proximalFemur: readonly number[];
  readonly greaterTrochanter: readonly number[];
  readonly posteriorWall: readonly number[];
  readonly ischiumPubis: readonly number[];
  readonly foramen: readonly number[];
  readonly acetabularRoof: readonly number[];
  readonly teardrop: readonly number[];
  /** The points for the circle fit. */
  readonly femoralHeadArc: readonly number[];
  readonly sourcil: readonly number[];
  /** The landmarks of each quadrant's target zone. No public file defines them: these are ours, and can be edited. */
  readonly zones: PerQuadrant<readonly number[]>;
}

/** A point lies in a target zone if it is within this distance of one of the zone's landmarks. **(ours)** */
export const ZONE_RADIUS_MM = 12;

const span = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

export const LANDMARK_TABLES: Readonly<Record<Numbering, LandmarkTable>> = {
  original: {
    numbering: 'original',
    proximalFemur: [...span(0, 9), 73, 10, 74, 11, 75, 12, 76, 77, 13, 78, ...span(14, 28)],
    greaterTrochanter: [6, ...span(29, 33)],
    posteriorWall: span(34, 38),
    ischiumPubis: span(38, 53),
    foramen: span(54, 60),
    acetabularRoof: [61, 62, 63, 79, ...span(64, 67)],
    teardrop: [68, 70, 72, 69, 71],
    femoralHeadArc: [13, 78, ...span(14, 21)],
    sourcil: [79, ...span(64, 67)],
    zones: {
      'femur-superior': [13, 78, 14],
      'femur-inferior': [20, 21],
      'acetabulum-superior': [79],
      'acetabulum-inferior': [68, 69, 70, 71, 72],
    },
  },
  renumbered: {
    numbering: 'renumbered',
    proximalFemur: span(0, 34),
    greaterTrochanter: [6, ...span(35, 39)],
    posteriorWall: span(40, 44),
    ischiumPubis: span(44, 59),
    foramen: span(60, 66),
    acetabularRoof: span(67, 74),
    teardrop: span(75, 79),
    femoralHeadArc: span(18, 27),
    sourcil: span(70, 74),
    zones: {
      'femur-superior': [18, 19, 20],
      'femur-inferior': [26, 27],
      'acetabulum-superior': [70],
      'acetabulum-inferior': [75, 76, 77, 78, 79],
    },
  },
};

/** The landmarks of these indices, in their order. Empty for a hip without landmarks. // landmarks [80] or [0] */
export function landmarksAt<Point>(landmarks: readonly Point[], indices: readonly number[]): readonly Point[] {
  return indices.flatMap((index) => landmarks.slice(index, index + 1));
}

/** The landmarks of a quadrant's target zone. Empty for a hip without landmarks. // landmarks [80] or [0] */
export function zonePoints<Point>(landmarks: readonly Point[], table: LandmarkTable, quadrant: Quadrant): readonly Point[] {
  return landmarksAt(landmarks, table.zones[quadrant]);
}
