// Where the evidence for an answer lies on average, over the truly positive hips (Chen, section 3.5). Crops are canonical: as right hips.

import type { EvaluationRow, MeanMap } from '../../domain/evaluation/evaluation.ts';
import type { HeatmapSet } from '../../domain/grading.ts';
import { answersOfKind, presenceMap } from './evaluation-rows.ts';

export interface MappedRow {
  readonly row: EvaluationRow;
  readonly maps: HeatmapSet;
}

/**
 * The mean map of each answer. Every map counts alike, whatever its strength: it is divided by its sum first. Hips whose map is empty are
 * left out, and answers without a map as well.
 */
export function meanMapsOf(hips: readonly MappedRow[]): Record<string, MeanMap> {
  const [first] = hips;
  if (first === undefined) return {};
  const entries = answersOfKind(first.maps.kind).flatMap(({ name }) => {
    const maps = hips.flatMap(({ row, maps: own }) => {
      const map = (row.truth[name] ?? 0) > 0 ? presenceMap(name, own) : null;
      return map !== null && map.some((value) => value > 0) ? [shares(map)] : [];
    });
    if (maps.length === 0) return [];
    const values = Array.from({ length: first.maps.size ** 2 }, (_, at) => maps.reduce((sum, map) => sum + (map[at] ?? 0), 0));
    return [[name, { hips: maps.length, size: first.maps.size, values: values.map((sum) => sum / maps.length) }] as const];
  });
  return Object.fromEntries(entries);
}

/** Sums to 1. */
function shares(map: Float32Array): Float64Array {
  const total = map.reduce((sum, value) => sum + value, 0);
  return Float64Array.from(map, (value) => value / total);
}
