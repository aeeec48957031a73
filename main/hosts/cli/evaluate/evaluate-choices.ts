// The options of `osteograde evaluate`.

import type { Numbering } from '../../../domain/landmark-table.ts';
import type { SplitPart } from '../../../domain/study/split.ts';
import type { GradingChoices } from '../remote/grading-choice.ts';

/** What grades is for hips only. */
export interface EvaluateChoices extends GradingChoices {
  readonly model?: string;
  readonly subjects: number;
  readonly seed: number;
  readonly saveProblems?: string;
  readonly numbering?: Numbering;
  readonly json?: boolean;
  readonly study?: string;
  readonly split?: SplitPart;
  readonly splitName?: string;
  readonly pseudonyms?: boolean;
  /** The folder for tables and figures. */
  readonly figures?: string;
}
