// The options of `osteograde evaluate`.

import type { Numbering } from '../../domain/landmark-table.ts';

export interface EvaluateChoices {
  readonly model?: string;
  readonly subjects: number;
  readonly seed: number;
  readonly saveProblems?: string;
  readonly numbering?: Numbering;
  readonly json?: boolean;
}
