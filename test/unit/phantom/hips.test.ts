import { describe, expect, it, vi } from 'vitest';
import { CROP_SIZE } from '../../../main/domain/hip-crop.ts';
import type { PhantomHip } from '../../../main/phantom/subject-hips.ts';
import { phantomHips } from '../../../main/phantom/hips.ts';

vi.setConfig({ testTimeout: 240_000 });

async function all(options: Parameters<typeof phantomHips>[0]): Promise<PhantomHip[]> {
  const hips: PhantomHip[] = [];
  for await (const hip of phantomHips(options)) hips.push(hip);
  return hips;
}

describe('phantom hips in memory', () => {
  it('have the same bytes from the calling thread and from two workers', async () => {
    const options = { seed: 8, subjects: 2, enrichment: 'balanced' } as const;
    const [here, there] = [await all({ ...options, workers: 0 }), await all({ ...options, workers: 2 })];
    expect(here).toHaveLength(4);
    expect(there).toEqual(here);
  });

  it('come in the order subject, visit, right before left, with crops that are not uniform', async () => {
    const hips = await all({ seed: 8, subjects: 1, firstSubject: 3, visits: 2, workers: 0 });
    expect(hips.map(({ hip }) => `${hip.subject} ${hip.visit} ${hip.side}`)).toEqual([
      'PHANTOM-00004 V00 right',
      'PHANTOM-00004 V00 left',
      'PHANTOM-00004 V01 right',
      'PHANTOM-00004 V01 left',
    ]);
    for (const { crop8, landmarks } of hips) {
      expect(crop8).toHaveLength(CROP_SIZE * CROP_SIZE);
      expect(new Set(crop8).size).toBeGreaterThan(100);
      expect(landmarks).toHaveLength(80);
    }
  });

  it('stop on abort', async () => {
    const stop = new AbortController();
    const seen: PhantomHip[] = [];
    const run = async (): Promise<void> => {
      for await (const hip of phantomHips({ seed: 8, subjects: 500 }, stop.signal)) {
        seen.push(hip);
        stop.abort();
      }
    };
    await expect(run()).rejects.toThrow(/abort/i);
    expect(seen.length).toBeLessThan(10);
  });
});
