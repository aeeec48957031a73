// The timeline showed only the model: neither the reading nor the imported label.

import { expect, it } from 'vitest';
import { visitBars } from '../../../../../renderer/case/timeline/timeline-bars.ts';
import { timelineRows } from '../../../../../renderer/gallery/examples.ts';

const [graded] = timelineRows;
if (graded === undefined) throw new Error('The gallery has no timeline.');
const missing = { kind: 'missing' } as const;

it('shows an imported label beside the grades of model and reader, each under its own name', () => {
  const row = {
    ...graded,
    gradedBy: 'model 1.0.0',
    reading: { ...graded.reading, 'femur-superior': { kind: 'graded', grade: 3 } as const },
    label: {
      'femur-superior': { kind: 'graded', grade: 1 },
      'femur-inferior': { kind: 'binary', present: true },
      'acetabulum-superior': { kind: 'not-gradable', reason: 'technical' },
      'acetabulum-inferior': missing,
    } as const,
  };
  const { reading, imported, inWords } = visitBars(row);
  expect(imported.map(({ name, height }) => [name, height])).toEqual([
    ['FS', 1],
    ['FI', 2],
    ['AS', 0],
  ]);
  expect(reading.map(({ name, height }) => [name, height])).toEqual([['FS', 3]]);
  expect(inWords).toMatch(/^model 1\.0\.0: FS \d, .*; read: FS 3; imported: FS 1, FI present, AS NG$/);
});

it('shows no bars of what nobody has said', () => {
  const { model, reading, imported, inWords } = visitBars({ ...graded, model: null });
  expect([model.length, reading, imported]).toEqual([4, [], []]);
  expect(inWords).toBe('Not graded');
});
