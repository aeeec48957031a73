// Ranks in which equal values share their mean rank.

export interface MeanRanks {
  /** From 1, in the order of the values. */
  readonly ranks: readonly number[];
  /** The size of each group of two or more equal values. */
  readonly ties: readonly number[];
}

/** Throws a `RangeError` for NaN, which has no rank. */
export function meanRanks(values: readonly number[]): MeanRanks {
  if (values.some(Number.isNaN)) throw new RangeError('NaN has no rank.');
  const order = [...values.keys()].sort((one, other) => values[one] - values[other]);
  const ranks = Array.from({ length: values.length }, () => 0);
  const ties: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let place = start; place < end; place++) ranks[order[place]] = (start + 1 + end) / 2;
    if (end - start > 1) ties.push(end - start);
    start = end;
  }
  return { ranks, ties };
}
