// The points of an ROC curve, as scikit-learn's roc_curve without its intermediate points.

export interface RocPoint {
  readonly falsePositives: number;
  readonly truePositives: number;
}

/** From (0, 0) to (1, 1): the shares of negatives and positives at or above each score, from the highest score down. */
export function rocCurve(positive: readonly boolean[], scores: readonly number[]): RocPoint[] {
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const points: RocPoint[] = [{ falsePositives: 0, truePositives: 0 }];
  let [hits, alarms] = [0, 0];
  for (const [place, item] of order.entries()) {
    if (positive[item]) hits++;
    else alarms++;
    const next = order[place + 1];
    if (next === undefined || scores[next] !== scores[item])
      points.push({ falsePositives: alarms / negatives, truePositives: hits / positives });
  }
  return points;
}
