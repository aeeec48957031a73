// The exact 95% interval of a share. Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the
// binomial. Biometrika 1934;26:404-413. Each end is where the binomial tail that includes the count has probability 0.025.

export interface Share {
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

export function clopperPearson(count: number, of: number): Share {
  const low = count === 0 ? 0 : bisect((p) => 1 - atMost(count - 1, of, p) < 0.025);
  const high = count === of ? 1 : bisect((p) => atMost(count, of, p) > 0.025);
  return { count, of, low, high };
}

export function shareText({ count, of, low, high }: Share): string {
  if (of === 0) return '0 of 0';
  const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;
  return `${count} of ${of} (${percent(count / of)}, 95% interval ${percent(low)} to ${percent(high)})`;
}

/** The largest p for which `holds` is true, if it is true below and false above. */
function bisect(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X <= count) for X binomial. */
function atMost(count: number, of: number, p: number): number {
  let sum = 0;
  let logChoose = 0;
  for (let k = 0; k <= count; k++) {
    sum += Math.exp(logChoose + k * Math.log(p) + (of - k) * Math.log1p(-p));
    logChoose += Math.log(of - k) - Math.log(k + 1);
  }
  return sum;
}
