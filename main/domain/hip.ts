// A hip is one joint of one subject at one visit: the unit that is graded, split and trained on.

import { z } from 'zod';

export const SIDES = ['right', 'left'] as const;

/** The subject's own side, never the side of the picture. */
export type Side = (typeof SIDES)[number];

export const SideSchema = z.enum(SIDES);

export interface Hip {
  readonly subject: string;
  readonly visit: string;
  readonly side: Side;
}

/** A hip's name in tables and addresses: `subject|visit|side`. */
export type HipId = string & { readonly brand: 'HipId' };

export function hipId(hip: Hip): HipId {
  return `${hip.subject}|${hip.visit}|${hip.side}` as HipId; // the one place that mints the brand
}
