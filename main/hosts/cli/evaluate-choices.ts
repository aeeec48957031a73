// The options of `osteograde evaluate`.

export interface EvaluateChoices {
  readonly model?: string;
  readonly subjects: number;
  readonly seed: number;
  readonly saveProblems?: string;
  readonly json?: boolean;
}
