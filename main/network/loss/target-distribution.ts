// Turns a grade into a target distribution over grades: all weight on the grade, or with smoothing a share on its neighbours, because
// readers differ by one grade far more often than by two. Class weights make rare grades count as much as frequent ones.

/** 1 at the grade. With `smoothing`, that share goes equally to the neighbouring grades **(ours)**. // [grades] */
export function gradeTarget(grade: number, grades: number, smoothing = 0): number[] {
  const neighbours = [grade - 1, grade + 1].filter((each) => each >= 0 && each < grades);
  return Array.from({ length: grades }, (_, each) => {
    if (each === grade) return 1 - smoothing;
    return neighbours.includes(each) ? smoothing / neighbours.length : 0;
  });
}

/** N / (K n_c) for each of the K classes that occur, so that the mean weight of an item is 1. Zero for classes that do not occur. */
export function balancedClassWeights(counts: readonly number[]): number[] {
  const present = counts.filter((count) => count > 0).length;
  const items = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count > 0 ? items / (present * count) : 0));
}

/** A target whose cross-entropy is multiplied by its grade's class weight. // [grades] */
export function weightedTarget(target: readonly number[], grade: number, classWeights: readonly number[]): number[] {
  return target.map((share) => share * classWeights[grade]);
}
