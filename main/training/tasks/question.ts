// A graded question about a picture: the label with its truth, and the outputs of the network that answer it.

export interface Question {
  /** Name of the label that holds the truth. */
  readonly label: string;
  readonly grades: number;
  /** The outputs that answer the question, each with its weight in the loss. The answer is the mean of their logits. */
  readonly outputs: readonly WeightedOutput[];
  /** Outputs that learn the same truth and do not answer. */
  readonly beside?: readonly WeightedOutput[];
}

interface WeightedOutput {
  readonly name: string;
  readonly weight: number;
}
