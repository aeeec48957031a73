// How far a picture lies from those that a model learned from, in the pooled features of its last block. The training features are
// summarised by one Gaussian: free along its first principal axes, round across the others. Tipping ME, Bishop CM. Probabilistic principal
// component analysis. J R Stat Soc B 1999;61:611-22. The distance is Mahalanobis's, per feature, so training pictures lie near 1:
//   d^2 = (sum_i (a_i . (f - m))^2 / v_i + |f - m - sum_i a_i a_i . (f - m)|^2 / v) / channels
// Lee K et al. A simple unified framework for detecting out-of-distribution samples. NeurIPS 2018 (there one Gaussian per class).

import { z } from 'zod';
import type { Familiarity } from '../domain/film/familiarity.ts';
import { Floats } from './card-parts.ts';
import { inferenceText } from './text.ts';

/** A card's summary of what the model learned from. */
export const FamiliarityCardSchema = z
  .object({
    /** The map whose spatial average the summary describes. */
    map: z.string().min(1),
    mean: Floats, // [channels]
    /** Row-major, orthonormal. // [axes, channels] */
    axes: Floats,
    /** Along each axis. // [axes] */
    variances: Floats,
    /** Across the axes, per remaining dimension. */
    residualVariance: z.number().positive(),
    /** The distance that 95% of the validation pictures do not exceed. */
    threshold: z.number().positive(),
    /** In plain words. */
    data: z.string().min(1),
    /** Pictures that were summarised, and pictures that set the threshold. */
    training: z.int().positive(),
    validation: z.int().positive(),
  })
  .refine(({ mean, axes, variances }) => mean.length > 0 && axes.length === mean.length * variances.length, {
    error: inferenceText.card.familiaritySize,
  });

export type FamiliaritySummary = Pick<
  z.infer<typeof FamiliarityCardSchema>,
  'mean' | 'axes' | 'variances' | 'residualVariance' | 'threshold'
>;

/** A map of one picture. */
interface FeatureMap {
  readonly values: Float32Array | Float64Array; // [channels, height, width]
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Returns the spatial average of each channel. // [channels] */
export function pooledFeatures({ values, channels, height, width }: FeatureMap): Float32Array {
  const area = height * width;
  return Float32Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let at = channel * area; at < (channel + 1) * area; at++) sum += values[at] ?? 0;
    return sum / area;
  });
}

export function familiarityOf(features: Float32Array, summary: FamiliaritySummary): Familiarity {
  const distance = distanceFrom(features, summary);
  return { distance, threshold: summary.threshold, unlike: distance > summary.threshold };
}

/** Returns the distance of pooled features from the summary. */
export function distanceFrom(features: Float32Array, summary: Omit<FamiliaritySummary, 'threshold'>): number {
  const { mean, axes, variances, residualVariance } = summary;
  const channels = mean.length;
  const centred = features.map((value, channel) => value - (mean[channel] ?? 0));
  let across = centred.reduce((sum, value) => sum + value * value, 0);
  let along = 0;
  for (const [axis, variance] of variances.entries()) {
    const direction = axes.subarray(axis * channels, (axis + 1) * channels);
    const share = direction.reduce((sum, value, channel) => sum + value * (centred[channel] ?? 0), 0);
    along += (share * share) / variance;
    across -= share * share;
  }
  return Math.sqrt((along + Math.max(0, across) / residualVariance) / channels);
}
