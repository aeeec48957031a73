// A case: a folder of inputs with one known answer, and the check that judges the program on it.

import type { Answer } from './answer.ts';
import type { Workbench } from './workbench.ts';

export interface Case {
  /** The check runs the program as another user. */
  readonly needsRoot?: true;
  /** Returns one answer per command that was judged. */
  readonly check: (bench: Workbench) => Promise<readonly Answer[]>;
}
