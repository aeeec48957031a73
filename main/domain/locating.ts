// The terms in which hips are found: the sizes of the two pictures that the locating networks see, and the points they look for.

/** The edge of the square that the whole radiograph is fitted into. */
export const OVERVIEW_SIZE = 160;

/** The edge of the surroundings of one hip, as a network sees them. */
export const HIP_VIEW_SIZE = 112;

/** The radius of the femoral head there, in its pixels: the view shows 3.5 radii to each side. */
export const HEAD_RADIUS_IN_VIEW = 16;

const span = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/**
 * The points of the original numbering that lie in every hip's view: all but the ends of the shaft (0-4, 25-28) and the lower ischium
 * and pubis (42-53). Every target zone, the head's arc and the sourcil are among them.
 */
export const POINTS_IN_VIEW: readonly number[] = [...span(5, 24), ...span(29, 41), ...span(54, 79)];

/** The points that are reckoned from the others. */
export const POINTS_BEYOND_VIEW: readonly number[] = [...span(0, 4), ...span(25, 28), ...span(42, 53)];

/** Where a radiograph does not say its spacing, a femoral head is taken to be this wide on it. */
export const USUAL_HEAD_DIAMETER_MM = 55;
