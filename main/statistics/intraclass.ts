// Agreement of measurements. Shrout PE, Fleiss JL. Intraclass correlations. Psychol Bull 1979;86:420-8; intervals: McGraw KO, Wong SP.
// Psychol Methods 1996;1:30-46. Bland JM, Altman DG. Lancet 1986;327:307-10.

import type { Estimate } from './bootstrap.ts';
import { fQuantile, tQuantile } from './distributions.ts';

export interface Intraclass {
  /** ICC(2,1): readers are a sample, and their levels count (absolute agreement). */
  readonly agreement: Estimate;
  /** ICC(3,1): these readers only, and their levels do not count (consistency). */
  readonly consistency: Estimate;
}

/** Both coefficients with their 95% intervals. Throws on fewer than two items or readers. // measurements: [items, readers] */
export function intraclassCorrelation(measurements: readonly (readonly number[])[]): Intraclass {
  const n = measurements.length;
  const k = measurements[0]?.length ?? 0;
  if (n < 2 || k < 2) throw new Error('The intraclass correlation needs at least two items and two readers.');
  const grand = mean(measurements.flat());
  const items = measurements.map(mean);
  const readers = Array.from({ length: k }, (_, reader) => mean(measurements.map((row) => row[reader])));
  const rows = (k * squares(items, grand)) / (n - 1);
  const columns = (n * squares(readers, grand)) / (k - 1);
  const residual = (squares(measurements.flat(), grand) - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1));
  const consistency = (rows - residual) / (rows + (k - 1) * residual);
  const agreement = (rows - residual) / (rows + (k - 1) * residual + (k * (columns - residual)) / n);

  const error = (n - 1) * (k - 1);
  const f = rows / residual;
  const fLow = f / fQuantile(0.975, n - 1, error);
  const fHigh = f * fQuantile(0.975, error, n - 1);
  const fromF = (value: number): number => (value - 1) / (value + k - 1);

  const readerF = columns / residual;
  const level = k * agreement * readerF + n * (1 + (k - 1) * agreement) - k * agreement;
  const v =
    (error * level ** 2) /
    ((n - 1) * k ** 2 * agreement ** 2 * readerF ** 2 + (n * (1 + (k - 1) * agreement) - k * agreement) ** 2);
  const shared = k * columns + (k * n - k - n) * residual;
  const lowF = fQuantile(0.975, n - 1, v);
  const highF = fQuantile(0.975, v, n - 1);
  return {
    consistency: { value: consistency, low: fromF(fLow), high: fromF(fHigh) },
    agreement: {
      value: agreement,
      low: (n * (rows - lowF * residual)) / (lowF * shared + n * rows),
      high: (n * (highF * rows - residual)) / (shared + n * highF * rows),
    },
  };
}

export interface LimitsOfAgreement {
  /** The mean difference with the interval of Student's t. */
  readonly bias: Estimate;
  /** The standard deviation of the differences. */
  readonly deviation: number;
  /** bias - 1.96 deviation, and bias + 1.96 deviation. */
  readonly lower: number;
  readonly upper: number;
}

/** The limits within which 95% of the differences (first - second) lie. Throws on fewer than two pairs. */
export function blandAltman(first: readonly number[], second: readonly number[]): LimitsOfAgreement {
  const differences = first.map((value, at) => value - second[at]);
  const n = differences.length;
  if (n < 2) throw new Error('Limits of agreement need at least two pairs.');
  const bias = mean(differences);
  const deviation = Math.sqrt(squares(differences, bias) / (n - 1));
  const margin = (tQuantile(0.975, n - 1) * deviation) / Math.sqrt(n);
  return {
    bias: { value: bias, low: bias - margin, high: bias + margin },
    deviation,
    lower: bias - 1.96 * deviation,
    upper: bias + 1.96 * deviation,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: readonly number[], around: number): number {
  return values.reduce((sum, value) => sum + (value - around) ** 2, 0);
}
