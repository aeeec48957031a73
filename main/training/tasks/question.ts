// A graded question on a picture: the label that holds its truth, and the network's outputs that answer it.

export interface Question {
  /** The label that holds the truth. */
  readonly label: string;
  readonly grades: number;
  /** The outputs that answer it, each with its weight in the loss. The answer is read from the mean of their logits. */
  readonly outputs: readonly { readonly name: string; readonly weight: number }[];
}
