// A hip is one joint of one subject at one visit: the unit that is graded, split and trained on.

import { z } from 'zod';

export const SIDES = ['right', 'left'] as const;

/** The subject's own side, never the side of the picture. */
export type Side = (typeof SIDES)[number];

export const SideSchema = z.enum(SIDES);

export const HipSchema = z.object({ subject: z.string(), visit: z.string(), side: SideSchema });

export type Hip = Readonly<z.infer<typeof HipSchema>>;

/** A hip's name in tables and addresses: `subject|visit|side`. */
export type HipId = string & { readonly brand: 'HipId' };

export function hipId(hip: Hip): HipId {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that mints the brand
  return `${hip.subject}|${hip.visit}|${hip.side}` as HipId;
}
