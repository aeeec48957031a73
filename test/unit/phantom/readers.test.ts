import { describe, expect, it } from 'vitest';
import { GRADES } from '../../../main/domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../../main/domain/quadrant.ts';
import type { HipPathology } from '../../../main/phantom/pathology.ts';
import { readHip, type PhantomReader } from '../../../main/phantom/readers.ts';
import { phantomSubject } from '../../../main/phantom/subject.ts';
import { linearKappa } from '../../../main/statistics/kappa.ts';

function hips(count: number, enrichment: 'published' | 'balanced' = 'published'): HipPathology[] {
  return Array.from({ length: count }, (_, index) =>
    phantomSubject({ seed: 1, index, visits: 1, enrichment, version: 2 }),
  ).flatMap(({ visits }) => visits.flatMap(({ right, left }) => [right, left]));
}

const share = (all: readonly HipPathology[], is: (hip: HipPathology) => boolean): number => all.filter(is).length / all.length;

describe('the second version of the phantom', () => {
  const drawn = hips(4000);
  const worst = ({ grades }: HipPathology, of: string): number =>
    Math.max(...QUADRANTS.filter((quadrant) => quadrant.startsWith(of)).map((quadrant) => grades[quadrant]));

  it('is as severe as OAI: one positive in fifty is of grade 3', () => {
    for (const quadrant of QUADRANTS) {
      const positive = drawn.filter(({ grades }) => grades[quadrant] > 0);
      expect(share(positive, ({ grades }) => grades[quadrant] === 3)).toBeGreaterThan(0.01);
      expect(share(positive, ({ grades }) => grades[quadrant] === 3)).toBeLessThan(0.045);
    }
    const expected: Record<Quadrant, number> = {
      'femur-superior': 0.27,
      'femur-inferior': 0.16,
      'acetabulum-superior': 0.32,
      'acetabulum-inferior': 0.15,
    };
    for (const quadrant of QUADRANTS)
      expect(share(drawn, ({ grades }) => grades[quadrant] > 0)).toBeCloseTo(expected[quadrant], 1);
  });

  it('narrows the joints of hips with severe osteophytes', () => {
    const severe = drawn.filter((hip) => Math.max(worst(hip, 'femur'), worst(hip, 'acetabulum')) === 3);
    const healthy = drawn.filter((hip) => Math.max(worst(hip, 'femur'), worst(hip, 'acetabulum')) === 0);
    expect(share(severe, ({ narrowing }) => narrowing > 0)).toBeGreaterThan(0.8);
    expect(share(healthy, ({ narrowing }) => narrowing > 0)).toBeLessThan(0.1);
  });

  it('is more diseased in the old, and in men', () => {
    const subjects = Array.from({ length: 3000 }, (_, index) =>
      phantomSubject({ seed: 2, index, visits: 1, enrichment: 'published', version: 2 }),
    );
    const diseased = (some: typeof subjects): number =>
      some.flatMap(({ visits }) => visits).filter(({ right }) => worst(right, 'femur') > 0).length / some.length;
    expect(diseased(subjects.filter(({ age }) => age >= 68))).toBeGreaterThan(
      1.5 * diseased(subjects.filter(({ age }) => age < 54)),
    );
    expect(diseased(subjects.filter(({ sex }) => sex === 'M'))).toBeGreaterThan(
      diseased(subjects.filter(({ sex }) => sex === 'F')),
    );
  });

  it('leaves no gap between the sizes of neighbouring grades', () => {
    const sizes = GRADES.map((grade) =>
      hips(1500, 'balanced').flatMap(({ grades, sizes: all }) =>
        grades['femur-superior'] === grade ? [all['femur-superior']] : [],
      ),
    );
    for (const grade of [1, 2, 3]) expect(Math.min(...(sizes[grade] ?? []))).toBeLessThan(Math.max(...(sizes[grade - 1] ?? [])));
  });

  it('is read by two readers who agree as the OAI baseline readers did', () => {
    const read = (of: string, reader: PhantomReader): number[] =>
      drawn.map(({ sizes }, at) => {
        const grades = readHip(sizes, { reader, hip: `hip ${at}` });
        return Math.max(...QUADRANTS.filter((quadrant) => quadrant.startsWith(of)).map((quadrant) => grades[quadrant]));
      });
    const agreement = (of: string): number =>
      linearKappa({ truth: read(of, 'first').map((grade) => GRADES[grade] ?? 0), predicted: read(of, 'second') });
    expect(Math.abs(agreement('femur') - 0.77)).toBeLessThan(0.03);
    expect(Math.abs(agreement('acetabulum') - 0.56)).toBeLessThan(0.03);
  });
});
