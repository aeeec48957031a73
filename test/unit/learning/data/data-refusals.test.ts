// Systems 1 and 2 refuse training hips that lack an example of some answer.

import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../../main/domain/grade.ts';
import { perQuadrant } from '../../../../main/domain/quadrant.ts';
import { missingExample, missingLandmarks } from '../../../../main/learning/data/data-refusals.ts';
import type { HipLabels } from '../../../../main/training/tasks/hip-set.ts';
import { tinyPresence, tinyRecipe } from '../../training/synthetic-hips.ts';

const strong = (grade: Grade): { labels: HipLabels } => ({
  labels: { kind: 'strong', quadrants: perQuadrant(() => ({ kind: 'graded', grade })) },
});
const weak = (diseased: boolean): { labels: HipLabels } => ({ labels: { kind: 'weak', diseased } });
const words = (...[recipe, train]: Parameters<typeof missingExample>): string => {
  const refusal = missingExample({ ...recipe, emptyGrades: undefined }, train);
  return refusal?.ok === false ? refusal.failure.message : 'none';
};

describe('an answer without an example', () => {
  it('of System 1 is a grade of a quadrant that no loss teaches', () => {
    const graded = [strong(1), strong(2), strong(3)];
    expect(words(tinyRecipe, [...graded, strong(0)])).toBe('none');
    expect(words(tinyRecipe, [...graded, weak(true)])).toMatch(/grade 0 of femur superior/);
    // A healthy weak hip teaches grade 0, but not where weak hips are left out.
    expect(words(tinyRecipe, [...graded, weak(false)])).toBe('none');
    expect(words({ ...tinyRecipe, strategy: 'strong-only' }, [...graded, weak(false)])).toMatch(/grade 0 of femur superior/);
  });

  it('of System 2 is the presence or the absence of an osteophyte', () => {
    expect(words(tinyPresence, [strong(0), strong(2)])).toBe('none');
    expect(words(tinyPresence, [strong(0), weak(true)])).toMatch(
      /^No training hip has an osteophyte at femur superior.*Add some/,
    );
    expect(words(tinyPresence, [strong(1), weak(true)])).toMatch(
      /^No training hip is labelled as free of osteophytes at femur superior/,
    );
    expect(words(tinyPresence, [strong(1), weak(false)])).toBe('none');
    expect(missingExample(tinyPresence, [strong(1)])).toBeUndefined(); // allowed by the recipe
  });
});

describe('a landmark prior', () => {
  const prior = { weight: 0.1, radius: 30, sigma: 15 };
  const hips = [
    { ...strong(1), hasLandmarks: true },
    { ...weak(true), hasLandmarks: false },
  ];

  it('refuses hips without landmarks that the recipe learns from', () => {
    const refusal = missingLandmarks({ ...tinyRecipe, prior }, hips);
    const message: unknown = expect.stringMatching(/^1 of 2 training hips has no landmarks.*weight of the prior to 0/);
    expect(refusal).toMatchObject({ failure: { code: 'landmarks-missing', message } });
  });

  it('accepts hips without landmarks that the recipe leaves out', () => {
    expect(missingLandmarks({ ...tinyRecipe, prior, strategy: 'strong-only' }, hips)).toBeUndefined();
    expect(missingLandmarks({ ...tinyPresence, prior }, hips)).toBeUndefined(); // presence is not known by quadrant
  });
});
