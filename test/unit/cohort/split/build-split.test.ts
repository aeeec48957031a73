import { array, assert, constantFrom, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildSplit, type SplitSubject } from '../../../../main/cohort/split/build-split.ts';
import { SHARES, SPLIT_PRESETS } from '../../../../main/domain/study/split-presets.ts';
import { SPLIT_PARTS, type SplitPart } from '../../../../main/domain/study/split.ts';

const cohort = (strata: Readonly<Record<string, number>>): SplitSubject[] =>
  Object.entries(strata).flatMap(([stratum, count]) =>
    Array.from({ length: count }, (_, i) => ({ subject: `${stratum}-${i}`, stratum })),
  );

const nothingKept = new Map<string, SplitPart>();

describe('a built split', () => {
  it('gives every part its share of every stratum', () => {
    const { strata } = buildSplit(cohort({ a: 100, b: 40, c: 20 }), { preset: '70-15-15', seed: 123 }, nothingKept);
    expect(strata).toEqual([
      { stratum: 'a', subjects: { train: 70, val: 15, test: 15 } },
      { stratum: 'b', subjects: { train: 28, val: 6, test: 6 } },
      { stratum: 'c', subjects: { train: 14, val: 3, test: 3 } },
    ]);
  });

  it('is the same for the same seed in any order of the subjects, and differs for another seed', () => {
    const subjects = cohort({ a: 30, b: 11 });
    const first = buildSplit(subjects, { preset: '80-10-10', seed: 1 }, nothingKept).parts;
    const turned = buildSplit(subjects.toReversed(), { preset: '80-10-10', seed: 1 }, nothingKept).parts;
    expect(Object.fromEntries(turned)).toEqual(Object.fromEntries(first));
    expect(buildSplit(subjects, { preset: '80-10-10', seed: 2 }, nothingKept).parts).not.toEqual(first);
  });

  it('leaves subjects in the part they had, and fills the shares with the others', () => {
    const kept = new Map<string, SplitPart>(Array.from({ length: 10 }, (_, i) => [`a-${i}`, 'test']));
    const built = buildSplit(cohort({ a: 100 }), { preset: '70-15-15', seed: 123 }, kept);
    for (const [subject, part] of kept) expect(built.parts.get(subject)).toBe(part);
    expect(built.kept).toBe(10);
    expect(built.strata[0].subjects).toEqual({ train: 70, val: 15, test: 15 });
  });

  it("puts each subject into one part, and misses each part's share by at most one subject", () => {
    assert(
      property(
        array(integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        constantFrom(...SPLIT_PRESETS),
        nat(),
        (sizes, preset, seed) => {
          const subjects = cohort(Object.fromEntries(sizes.map((size, i) => [`s${i}`, size])));
          const { parts } = buildSplit(subjects, { preset, seed }, nothingKept);
          expect([...parts.keys()].sort()).toEqual(subjects.map(({ subject }) => subject).sort());
          for (const part of SPLIT_PARTS) {
            const count = [...parts.values()].filter((one) => one === part).length;
            expect(Math.abs(count - SHARES[preset][part] * subjects.length)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});
