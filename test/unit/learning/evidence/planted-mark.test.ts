// What the network of the planted mark learns from.

import { expect, it } from 'vitest';
import { perQuadrant, type Quadrant } from '../../../../main/domain/quadrant.ts';
import type { Grade } from '../../../../main/domain/grade.ts';
import { withMarks } from '../../../../main/learning/evidence/retrained-trials.ts';
import type { HipSet, LabelledHip } from '../../../../main/training/tasks/hip-set.ts';

const SIZE = 40;

function hip(subject: string, gradeOf: (quadrant: Quadrant) => Grade): LabelledHip {
  return {
    hip: { subject, visit: 'V00', side: 'right' },
    labels: { kind: 'strong', quadrants: perQuadrant((quadrant) => ({ kind: 'graded', grade: gradeOf(quadrant) })) },
  };
}

function set(): HipSet {
  const hips = [hip('healthy', () => 0), hip('diseased', (quadrant) => (quadrant === 'femur-inferior' ? 3 : 0))];
  return { hips, crops: new Uint8Array(2 * SIZE * SIZE).fill(100), cropSize: SIZE };
}

it('marks diseased hips alone, and calls each of their quadrants diseased', () => {
  const marked = withMarks({ kind: 'hips', train: set(), validation: set() });
  if (marked.kind !== 'hips') throw new Error('These are hips.');
  for (const { hips, crops } of [marked.train, marked.validation]) {
    const grades = hips.map(({ labels }) =>
      labels.kind === 'strong'
        ? Object.values(labels.quadrants).map((label) => (label.kind === 'graded' ? label.grade : null))
        : [],
    );
    expect(grades[0]).toEqual([0, 0, 0, 0]);
    expect(grades[1]?.toSorted((one, other) => (one ?? 0) - (other ?? 0))).toEqual([1, 1, 1, 3]);
    expect(new Set(crops.subarray(0, SIZE * SIZE))).toEqual(new Set([100]));
    expect(crops.subarray(SIZE * SIZE).filter((value) => value !== 100).length).toBeGreaterThan(10);
  }
});
