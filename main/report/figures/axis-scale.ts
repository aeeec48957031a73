// Where numbers and names stand on an axis.

import { scaleLinear, scaleLog } from 'd3-scale';
import type { Axis } from './figure.ts';

export interface AxisScale {
  readonly place: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** True if names stand at the ticks. */
  readonly named: boolean;
  /** The lowest value of the axis, on which bars stand unless 0 is on it. */
  readonly floor: number;
}

/** `values` are those that must be on the axis; `from` and `to` are its ends in points. */
export function axisScale(axis: Axis, values: readonly number[], { from, to }: { from: number; to: number }): AxisScale {
  const { names } = axis;
  if (names !== undefined) {
    const place = scaleLinear([-0.5, names.length - 0.5], [from, to]);
    const ticks = names.map((label, at) => ({ at: place(at), label }));
    return { place: (value) => place(value), ticks, named: true, floor: 0 };
  }
  if (axis.scale === 'log') return logScale(axis, values, { from, to });
  const [low, high] = [axis.low ?? Math.min(...values), axis.high ?? Math.max(...values)];
  const ends = low < high ? [low, high] : low === high ? [low - 0.5, high + 0.5] : [0, 1];
  const scale = scaleLinear(ends, [from, to]);
  if (axis.low === undefined && axis.high === undefined) scale.nice(5);
  const [floor = 0] = scale.domain();
  const format = scale.tickFormat(5);
  const ticks = scale.ticks(5).map((value) => ({ at: scale(value), label: format(value) }));
  return { place: (value) => scale(value), ticks, named: false, floor };
}

/** Up to eight values, such as the budgets of a learning curve, are their own ticks. */
function logScale(axis: Axis, values: readonly number[], { from, to }: { from: number; to: number }): AxisScale {
  const distinct = [...new Set(values)].filter((value) => value > 0).toSorted((a, b) => a - b);
  const [least, most] = [axis.low ?? (distinct.at(0) ?? 1) / 1.2, axis.high ?? (distinct.at(-1) ?? 1) * 1.2];
  const scale = scaleLog([least, most], [from, to]);
  const shown = distinct.length <= 8 ? distinct : scale.ticks(5);
  const ticks = shown.map((value) => ({ at: scale(value), label: String(value) }));
  return { place: (value) => scale(value), ticks, named: false, floor: least };
}
