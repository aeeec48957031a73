// Area under the ROC curve as the Mann-Whitney statistic. Hanley JA, McNeil BJ. Radiology 1982;143:29-36.

/** P(score of a positive > score of a negative), with ties counted half. NaN without positives, without negatives, or if a score is NaN. */
export function areaUnderRoc(positive: readonly boolean[], scores: readonly number[]): number {
  if (scores.some(Number.isNaN)) return Number.NaN;
  const order = scores.map((_, index) => index).sort((a, b) => scores[a] - scores[b]);
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    const sharedRank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (positive[order[i]]) rankSum += sharedRank;
    start = end;
  }
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
