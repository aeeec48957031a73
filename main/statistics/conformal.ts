// Sets of neighbouring grades that hold the true grade with a promised share. Ordinal sets: Lu C, Angelopoulos AN, Pomerantz S. MICCAI
// 2022. Several hips of a subject are not exchangeable, so each subject counts once, its hips sharing the weight: Lee Y, Barber RF,
// Willett R. Distribution-free inference with hierarchical data, 2023.

export interface CalibrationHip {
  readonly subject: string;
  readonly truth: number;
  readonly probabilities: readonly number[];
}

/** The share of probability that a set must reach, so that sets hold the true grade of a new subject's hip with this coverage. Infinite for too few subjects: the set then holds every grade. */
export function conformalThreshold(hips: readonly CalibrationHip[], coverage: number): number {
  const bySubject = Map.groupBy(hips, ({ subject }) => subject);
  const scores = [...bySubject.values()].flatMap((own) =>
    own.map(({ truth, probabilities }) => ({ score: reachOf(probabilities)[truth], weight: 1 / own.length })),
  );
  scores.sort((a, b) => a.score - b.score);
  let reached = 0;
  for (const { score, weight } of scores) {
    reached += weight / (bySubject.size + 1);
    if (reached >= coverage - 1e-12) return score;
  }
  return Number.POSITIVE_INFINITY;
}

/** The grades of the set, in rising order and without gaps. Never empty. */
export function gradeSet(probabilities: readonly number[], threshold: number): number[] {
  const reach = reachOf(probabilities);
  const lowest = Math.min(...reach);
  return [...reach.keys()].filter((grade) => reach[grade] <= Math.max(threshold, lowest));
}

/** For each grade, the probability of the interval that grows from the most probable grade, always to the more probable side, until it holds the grade. */
function reachOf(probabilities: readonly number[]): number[] {
  const most = Math.max(...probabilities);
  let low = probabilities.indexOf(most);
  let high = low;
  let mass = most;
  const reach = probabilities.map(() => 0);
  reach[low] = mass;
  while (high - low + 1 < probabilities.length) {
    const below = low > 0 ? probabilities[low - 1] : -1;
    const above = high < probabilities.length - 1 ? probabilities[high + 1] : -1;
    if (below > above) {
      mass += below;
      reach[--low] = mass;
    } else {
      mass += above;
      reach[++high] = mass;
    }
  }
  return reach;
}
