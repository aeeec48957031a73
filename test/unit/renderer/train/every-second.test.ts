// The elapsed time of a run stood still within an epoch.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { everySecond } from '../../../../renderer/train/every-second.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('goes on every second while no message comes, and ends when it should', () => {
  const seen: number[] = [];
  const end = everySecond((ms) => seen.push(ms));
  vi.advanceTimersByTime(3500);
  end();
  vi.advanceTimersByTime(5000);
  expect(seen).toEqual([1000, 2000, 3000]);
});
