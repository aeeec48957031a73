import { describe, expect, it } from 'vitest';
import { meanEvidence } from '../../../main/training/tasks/mean-evidence.ts';

/** A map of the crop with one bright pixel. // [56, 56] */
function spot(row: number, column: number, value: number): Float32Array {
  const map = new Float32Array(56 * 56);
  map[row * 56 + column] = value;
  return map;
}

describe('the mean evidence', () => {
  it('counts every map alike, whatever its strength, in cells of the crop', () => {
    const evidence = meanEvidence(56);
    evidence.add(spot(0, 1, 100));
    evidence.add(spot(55, 54, 0.01));
    const { hips, size, values = [] } = evidence.mean() ?? {};
    expect([hips, size]).toEqual([2, 28]);
    expect([values.at(0), values.at(-1)]).toEqual([0.5, 0.5]);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  });

  it('leaves empty maps out, and is nothing without any other', () => {
    const evidence = meanEvidence(56);
    evidence.add(new Float32Array(56 * 56));
    expect(evidence.mean()).toBeNull();
  });
});
