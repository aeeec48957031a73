// A run on a GPU says whether the same run would end with the same model.

import { expect, it } from 'vitest';
import { repeatWords } from '../../../../main/learning/run/train-with-manifest.ts';

it('says on a GPU that sums have one order', () => {
  expect(repeatWords({ device: 'cuda', unrepeatable: null })).toEqual([
    { kind: 'note', words: expect.stringContaining('the same run ends with the same model') },
  ]);
});

it('warns of a kernel that does not', () => {
  expect(repeatWords({ device: 'cuda', unrepeatable: 'some kernel adds in any order' })).toEqual([
    { kind: 'warning', words: 'The same run may end with other last digits: some kernel adds in any order.' },
  ]);
});

it('says nothing on a processor, where it is always so', () => {
  expect(repeatWords({ device: 'cpu', unrepeatable: null })).toEqual([]);
});
