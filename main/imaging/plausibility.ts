// The largest sizes that an adult's hip can have; beyond them the points, the numbering or the spacing are wrong.

export const MAX_HEAD_RADIUS_MM = 40;
export const MAX_SOURCIL_RADIUS_MM = 45;
export const MAX_NEIGHBOUR_DISTANCE_MM = 75;

/** A femoral head's arc strays less than this from its circle; points of another structure stray more. **(ours)** */
export const MAX_HEAD_RESIDUAL_MM = 2;
