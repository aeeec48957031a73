// Two filters are one whatever the order in which their conditions were written, as a saved one comes back in the order of its schema.

import { expect, it } from 'vitest';
import { HipSelectionSchema } from '../../../../main/domain/study/hip-filter.ts';
import { isSameFilter, NO_FILTER } from '../../../../renderer/api/hips.ts';

it('is the same after it was saved, and another with another condition', () => {
  expect(isSameFilter(HipSelectionSchema.parse({}), NO_FILTER)).toBe(true);
  const left = { ...NO_FILTER, side: ['left' as const] };
  expect(isSameFilter(HipSelectionSchema.parse(left), left)).toBe(true);
  expect(isSameFilter(left, NO_FILTER)).toBe(false);
});
