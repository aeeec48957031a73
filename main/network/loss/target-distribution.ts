// What a read grade asks of a distribution over grades: certainty, or, smoothed, a share for its neighbours, since readers differ by
// one grade far more often than by two. Class weights make rare grades count as much as frequent ones.

/** 1 at the grade; with `smoothing` that share of it goes to the neighbouring grades, equally **(ours)**. // [grades] */
export function gradeTarget(grade: number, grades: number, smoothing = 0): number[] {
  const neighbours = [grade - 1, grade + 1].filter((each) => each >= 0 && each < grades);
  return Array.from({ length: grades }, (_, each) => {
    if (each === grade) return 1 - smoothing;
    return neighbours.includes(each) ? smoothing / neighbours.length : 0;
  });
}

/** N / (K n_c) for each class of the K that occur, so that the mean weight of an item is 1; 0 for a class that does not. */
export function balancedClassWeights(counts: readonly number[]): number[] {
  const present = counts.filter((count) => count > 0).length;
  const items = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count > 0 ? items / (present * count) : 0));
}

/** A target whose cross-entropy counts by its grade's class weight. // [grades] */
export function weightedTarget(target: readonly number[], grade: number, classWeights: readonly number[]): number[] {
  return target.map((share) => share * classWeights[grade]);
}
