import { assert, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRADES } from '../../../main/domain/grade.ts';
import { LANDMARK_TABLES, ZONE_RADIUS_MM } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { SIDES } from '../../../main/domain/hip.ts';
import { fitCircle } from '../../../main/domain/measure/circle-fit.ts';
import type { HipPathology } from '../../../main/phantom/pathology.ts';
import { buildScene } from '../../../main/phantom/scene.ts';
import { phantomSubject } from '../../../main/phantom/subject.ts';

const TABLE = LANDMARK_TABLES.original;

function hips(count: number, enrichment: 'published' | 'balanced'): HipPathology[] {
  return Array.from({ length: count }, (_, index) => phantomSubject({ seed: 1, index, visits: 1, enrichment })).flatMap(
    ({ visits }) => [visits[0].right, visits[0].left],
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = mean(a.map((value, i) => (value - meanA) * (b[i] - meanB)));
  return product / Math.sqrt(mean(a.map((v) => (v - meanA) ** 2)) * mean(b.map((v) => (v - meanB) ** 2)));
}

describe('a phantom subject', () => {
  it('is the same person for the same seed and number, for any number of visits', () => {
    const once = phantomSubject({ seed: 4, index: 9, visits: 1, enrichment: 'published' });
    const followed = phantomSubject({ seed: 4, index: 9, visits: 3, enrichment: 'published' });
    expect(JSON.stringify(followed.visits[0])).toBe(JSON.stringify(once.visits[0]));
    expect(followed.id).toBe('PHANTOM-00010');
    expect(followed.visits.map(({ name }) => name)).toEqual(['V00', 'V01', 'V02']);
  });

  it('never improves from visit to visit', () => {
    assert(
      property(nat(100_000), integer({ min: 2, max: 5 }), (index, visits) => {
        const subject = phantomSubject({ seed: 2, index, visits, enrichment: 'published' });
        for (let v = 1; v < visits; v++) {
          for (const side of SIDES) {
            const [before, after] = [subject.visits[v - 1][side], subject.visits[v][side]];
            for (const quadrant of QUADRANTS) {
              expect(after.grades[quadrant]).toBeGreaterThanOrEqual(before.grades[quadrant]);
              expect(after.sizes[quadrant]).toBeGreaterThanOrEqual(before.sizes[quadrant] - 1e-9);
            }
            expect(after.jointSpaceMm).toBeLessThanOrEqual(before.jointSpaceMm + 1e-9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has osteophytes, and pairs of them, as often as the published cohorts', () => {
    const drawn = hips(4000, 'published');
    const positive = QUADRANTS.map((quadrant) => drawn.map(({ grades }) => (grades[quadrant] > 0 ? 1 : 0)));
    const share = (values: readonly number[]): number => values.reduce((sum: number, value) => sum + value, 0) / values.length;
    // Chen, figure 4: 605, 364, 728 and 330 positives; table 2: phi coefficients.
    [0.27, 0.16, 0.32, 0.15].forEach((expected, q) => expect(share(positive[q])).toBeCloseTo(expected, 1));
    const phi = [
      [0, 1, 0.445],
      [0, 2, 0.383],
      [0, 3, 0.329],
      [1, 2, 0.252],
      [1, 3, 0.328],
      [2, 3, 0.405],
    ];
    for (const [a, b, published] of phi) expect(Math.abs(correlation(positive[a], positive[b]) - published)).toBeLessThan(0.06);
  });

  it('has many hips of every grade, and nearly independent quadrants, in a balanced cohort', () => {
    const drawn = hips(1500, 'balanced');
    for (const quadrant of QUADRANTS) {
      for (const grade of GRADES)
        expect(drawn.filter(({ grades }) => grades[quadrant] === grade).length / drawn.length).toBeGreaterThan(0.13);
    }
    const first = drawn.map(({ grades }) => grades['femur-superior']);
    expect(
      Math.abs(
        correlation(
          first,
          drawn.map(({ grades }) => grades['femur-inferior']),
        ),
      ),
    ).toBeLessThan(0.3);
    expect(
      Math.abs(
        correlation(
          first,
          drawn.map(({ narrowing }) => narrowing),
        ),
      ),
    ).toBeLessThan(0.35);
  });

  it('grows larger osteophytes at higher grades, with some overlap between neighbours', () => {
    const drawn = hips(1500, 'balanced');
    const sizes = GRADES.map((grade) =>
      drawn.filter(({ grades }) => grades['femur-superior'] === grade).map(({ sizes: all }) => all['femur-superior']),
    );
    const typical = sizes.map((values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]);
    expect(typical[0]).toBeLessThan(0.8);
    expect(typical[1]).toBeGreaterThan(1.5);
    expect(typical[1]).toBeLessThan(3);
    expect(typical[2]).toBeGreaterThan(3);
    expect(typical[2]).toBeLessThan(6);
    expect(typical[3]).toBeGreaterThan(6);
    expect(Math.max(...sizes[1])).toBeGreaterThan(Math.min(...sizes[2]));
    expect(Math.max(...sizes[2])).toBeGreaterThan(Math.min(...sizes[3]));
  });
});

describe('a phantom scene', () => {
  const scenes = Array.from({ length: 12 }, (_, index) => {
    const subject = phantomSubject({ seed: 3, index, visits: 1, enrichment: 'balanced', implantShare: 0 });
    return buildScene(subject, subject.visits[0]);
  });

  it('places the head arc on the femoral head', () => {
    for (const scene of scenes) {
      for (const side of SIDES) {
        const truth = scene[side];
        const circle = fitCircle(TABLE.femoralHeadArc.map((index) => truth.landmarks[index]));
        expect(circle).toBeDefined();
        if (circle === undefined) continue;
        expect(Math.hypot(circle.x - truth.headCentre.x, circle.y - truth.headCentre.y)).toBeLessThan(1);
        expect(Math.abs(circle.radius - truth.headRadius)).toBeLessThan(1);
      }
    }
  });

  it('grows every osteophyte inside its target zone', () => {
    const grades = scenes.flatMap((scene) => SIDES.flatMap((side) => Object.values(scene[side].pathology.grades)));
    expect(grades.some((grade) => grade > 0)).toBe(true);
    for (const scene of scenes) {
      for (const side of SIDES) {
        const truth = scene[side];
        for (const quadrant of QUADRANTS) {
          const outline = truth.osteophytes[quadrant];
          expect(outline === null).toBe(truth.pathology.grades[quadrant] === 0);
          if (outline === null) continue;
          const centre = {
            x: outline.reduce((s, p) => s + p.x, 0) / outline.length,
            y: outline.reduce((s, p) => s + p.y, 0) / outline.length,
          };
          const nearest = Math.min(
            ...TABLE.zones[quadrant].map((i) => Math.hypot(truth.landmarks[i].x - centre.x, truth.landmarks[i].y - centre.y)),
          );
          expect(nearest).toBeLessThan(ZONE_RADIUS_MM);
        }
      }
    }
  });

  it('has the right hip on the left of the image', () => {
    for (const scene of scenes) expect(scene.right.headCentre.x).toBeLessThan(scene.left.headCentre.x);
  });
});
