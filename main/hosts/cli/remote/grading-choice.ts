// What grades hips, by the options of a command: --device, --precision, --gpu and --on.

import { DEFAULT_CHOICE, type SessionChoice } from '../../../inference/choose-session.ts';
import { CHOICE_ELSEWHERE } from '../../../services/workstations/grading-elsewhere.ts';

export interface GradingChoices {
  /** The paired workstation that grades the hips. */
  readonly on?: string;
  /** Default: cpu, and on a workstation cuda. */
  readonly device?: 'cpu' | 'cuda';
  readonly precision?: 'fp32' | 'bf16';
  /** Default: the first, on a workstation the one that it was started with. */
  readonly gpu?: number;
}

export function gradingChoice({ on, device, precision, gpu }: GradingChoices): SessionChoice {
  const usual = on === undefined ? DEFAULT_CHOICE : CHOICE_ELSEWHERE;
  const own = { device: device ?? usual.device, precision: precision ?? usual.precision };
  return gpu === undefined ? own : { ...own, gpu };
}
