// The names of what may be wrong with points.

/** What a tool may have done to the points before it wrote them. */
export type Misplacement =
  'exchanged-sides' | 'mirrored' | 'exchanged-axes' | 'upside-down' | 'half-turn' | 'in-pixels' | 'in-millimetres';

/** How the points lie: as in a hip of their side on the standard view, or as if that view had been changed. */
export type Arrangement =
  | 'standard'
  | 'other-side'
  | 'upside-down'
  | 'half-turn'
  | 'exchanged-axes'
  | 'exchanged-and-turned'
  | 'quarter-turn'
  | 'quarter-turn-back';
