// What a report says of one paper.

import type { Figure } from '../../report/figures/figure.ts';
import type { Table } from '../../report/figures/table.ts';
import type { Claim } from './claims.ts';

export interface PaperReport {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  readonly claims: readonly Claim[];
}
