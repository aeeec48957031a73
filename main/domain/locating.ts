// What the locating networks see and find: the sizes of their two pictures, and the points they predict.

/** The edge of the square into which the whole radiograph is fitted. */
export const OVERVIEW_SIZE = 160;

/** The edge of the picture of one hip and its surroundings. */
export const HIP_VIEW_SIZE = 112;

/** The radius of the femoral head in the hip's picture, in pixels. The picture shows 3.5 radii to each side. */
export const HEAD_RADIUS_IN_VIEW = 16;

const span = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/**
 * The points of the original numbering that lie in the picture of every hip: all but the ends of the shaft (0-4, 25-28) and the lower
 * ischium and pubis (42-53). They include every target zone, the head's arc and the sourcil.
 */
export const POINTS_IN_VIEW: readonly number[] = [...span(5, 24), ...span(29, 41), ...span(54, 79)];

/** The points that are computed from the others. */
export const POINTS_BEYOND_VIEW: readonly number[] = [...span(0, 4), ...span(25, 28), ...span(42, 53)];

/** The assumed width of a femoral head on a radiograph without a spacing. */
export const USUAL_HEAD_DIAMETER_MM = 55;

/** What a located head is: unsure if metal lies at the hip, or if it may be replaced. */
export const HEAD_KINDS = ['natural', 'implant', 'unsure'] as const;

export type HeadKind = (typeof HEAD_KINDS)[number];
