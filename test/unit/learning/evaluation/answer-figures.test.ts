import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../../main/domain/grade.ts';
import { perFinding } from '../../../../main/domain/finding.ts';
import { perQuadrant } from '../../../../main/domain/quadrant.ts';
import { answerFigures, truthOf, type AnsweredHip } from '../../../../main/learning/evaluation/answer-figures.ts';

const seen = (attentionInZone: number) => ({ attentionInZone, peak: { x: 1, y: 2 }, peakInZone: attentionInZone > 0.5 });

/** A hip with this grade in the superior femur and grade 0 elsewhere, with a model's probability of presence. */
function presence(subject: string, grade: Grade, probability: number): AnsweredHip {
  const own = { present: probability >= 0.5, probability, ...seen(0.8) };
  return {
    hip: { subject, visit: 'V00', side: 'right' },
    truth: { quadrants: perQuadrant((quadrant) => (quadrant === 'femur-superior' ? grade : 0)), findings: {} },
    grading: {
      kind: 'presence',
      quadrants: perQuadrant((quadrant) =>
        quadrant === 'femur-superior' ? own : { present: false, probability: 0.1, ...seen(0.2) },
      ),
      milliseconds: 10,
    },
  };
}

function findings(subject: string, said: Grade, truth: Grade): AnsweredHip {
  const probabilities = perGrade(said);
  return {
    hip: { subject, visit: 'V00', side: 'right' },
    truth: { quadrants: perQuadrant((quadrant) => (quadrant === 'femur-inferior' ? truth : 0)), findings: { cysts: 1 } },
    grading: {
      kind: 'findings',
      findings: perFinding((finding) =>
        finding === 'femoral-osteophytes'
          ? { grade: said, probabilities, attention: seen(0.6) }
          : { grade: 0, probabilities: [0.9, 0.1], attention: null },
      ),
      milliseconds: 20,
    },
  };
}

const perGrade = (most: Grade): number[] => [0, 1, 2, 3].map((grade) => (grade === most ? 0.7 : 0.1));

describe('the figures of a model of presence', () => {
  // Truth 3, 1, 0, 0 against .9, .4, .6, .2: two of four right; of four pairs three are ordered rightly.
  const hips = [presence('a', 3, 0.9), presence('b', 1, 0.4), presence('c', 0, 0.6), presence('d', 0, 0.2)];
  const figures = answerFigures('m', { seed: 1 }, hips);

  it('compare presence with a true grade above 0, and measure the evidence on true positives only', () => {
    const own = figures.answers['femur-superior'];
    expect(own?.positives).toBe(2);
    expect(own?.accuracy.value).toBe(0.5);
    expect(own?.auc.value).toBe(0.75);
    expect(own?.kappa.value).toBe(0);
    expect(figures.attentionInZone.value).toBeCloseTo(0.8);
    expect(figures.peakInZone.value).toBe(1);
    expect(figures.answers['acetabulum-inferior']?.auc.value).toBeNaN(); // no positive hip
    expect(figures.answers).not.toHaveProperty('cysts');
  });
});

describe('the figures of a model of findings', () => {
  const figures = answerFigures('m', { seed: 1 }, [findings('a', 2, 3), findings('b', 0, 0), findings('c', 3, 3)]);

  it('compare a bone with the higher of its two quadrants', () => {
    expect(figures.answers['femoral-osteophytes']).toMatchObject({ positives: 2, accuracy: { value: 2 / 3 }, auc: { value: 1 } });
    // Truth 3, 0, 3 against 2, 0, 3: disagreement 1 observed, 11 expected by chance (sum of (i - j)^2 over the pairs, a third).
    expect(figures.answers['femoral-osteophytes']?.kappa.value).toBeCloseTo(1 - 1 / ((1 + 9 + 0 + 4 + 0 + 9 + 1 + 9 + 0) / 3), 9);
  });

  it('leave out findings whose truth is not known', () => {
    expect(Object.keys(figures.answers)).toEqual(['femoral-osteophytes', 'acetabular-osteophytes', 'cysts']);
    expect(truthOf({ quadrants: perQuadrant(() => 2), findings: {} }, 'sclerosis')).toBeUndefined();
    expect(truthOf({ quadrants: perQuadrant(() => 2), findings: {} }, 'acetabular-osteophytes')).toBe(2);
  });
});
