// Places numbers on an axis.

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Round numbers from low to high. */
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 2.5, 5, 10] as const;

/**
 * Returns the smallest scale of round numbers that contains every value, with about `steps` steps. Values that differ by less
 * than a billionth of the largest (or of 1) count as equal.
 */
export function scaleFor(values: readonly number[], steps = 4): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1, ticks: [0, 0.5, 1] };
  const size = Math.max(Math.abs(low), Math.abs(high), 1);
  const span = high - low > size * 1e-9 ? high - low : size * 0.1;
  const power = 10 ** Math.floor(Math.log10(span / steps));
  const step = power * (STEPS.find((each) => each * power >= span / steps) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  // Each tick is a multiple of the step, so rounding errors such as 0.1 + 0.2 do not add up.
  const tickAt = (multiple: number): number => Number((multiple * step).toPrecision(12));
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => tickAt(first + at));
  return { low: tickAt(first), high: tickAt(last), ticks };
}

/** Returns at most about `limit` round whole numbers from `from` to `to`. */
export function wholeTicks(from: number, to: number, limit: number): readonly number[] {
  const span = Math.max(1, to - from);
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => span / each <= limit) ?? 1000;
  const first = Math.ceil(from / step) * step;
  const ticks: number[] = [];
  for (let at = first; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** Writes a tick with no more digits than the step between ticks needs. */
export function tickLabel(tick: number, ticks: readonly number[]): string {
  const [first = 0, second = first + 1] = ticks;
  const step = Math.abs(second - first);
  const digits = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const rounded = Math.abs(Number(step.toFixed(digits)) - step) > step * 1e-6 ? digits + 1 : digits;
  return tick.toFixed(rounded);
}

/** Moves overlapping labels apart and keeps their order. `gap` has the unit of the positions. */
export function spreadLabels(positions: readonly number[], gap: number, limits: { low: number; high: number }): number[] {
  const order = positions.map((position, index) => ({ position, index })).sort((a, b) => a.position - b.position);
  let floor = Number.NEGATIVE_INFINITY;
  for (const label of order) {
    label.position = Math.max(label.position, floor);
    floor = label.position + gap;
  }
  let ceiling = limits.high;
  for (const label of order.toReversed()) {
    label.position = Math.min(label.position, ceiling);
    ceiling = label.position - gap;
  }
  return order.sort((a, b) => a.index - b.index).map(({ position }) => Math.max(position, limits.low));
}

/** Values that hardly differ get room around them, so that noise does not fill the chart. */
const LEAST_SPAN = 0.1;

export function padded(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const least = LEAST_SPAN * Math.abs((low + high) / 2);
  if (values.length === 0 || high - low >= least) return values;
  return [(low + high - least) / 2, (low + high + least) / 2];
}
