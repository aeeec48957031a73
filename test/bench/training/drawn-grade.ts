// What the truth would be if a model's probabilities were honest.

/** A grade drawn with these probabilities. `random` is in [0, 1). */
export function drawnGrade(probabilities: readonly number[], random: number): number {
  let below = 0;
  const grade = probabilities.findIndex((share) => (below += share) > random);
  return grade === -1 ? probabilities.length - 1 : grade;
}
