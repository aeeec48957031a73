// The options of `osteograde evaluate`.

import type { Truth } from '../../../domain/evaluation/truths.ts';
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
  /** What a part of a study is compared with. */
  readonly truth?: Truth;
  readonly pseudonyms?: boolean;
  /** The folder for tables and figures. */
  readonly figures?: string;
}
