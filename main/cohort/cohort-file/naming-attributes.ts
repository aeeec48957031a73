// Attributes of a cohort file that may name a person or a file. The key table holds them, so that they leave the study only with the key.

import type { Hip } from '../../domain/hip.ts';
import { NamingAttributesSchema, type NamingAttributes } from '../../domain/film/cohort-origin.ts';
import type { Study } from '../study-folder.ts';

/** The name under which the key table holds them for each joint. */
export const NAMING_ATTRIBUTES = 'cohort-file';

export function namingAttributesOf({ identities }: Pick<Study, 'identities'>, { subject, visit, side }: Hip): NamingAttributes {
  const stored = identities.labelColumn({ subject, visit, side, name: NAMING_ATTRIBUTES });
  return stored === null ? { image: {}, hip: {} } : NamingAttributesSchema.parse(JSON.parse(stored));
}
