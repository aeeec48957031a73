import { describe, expect, it } from 'vitest';
import { neighboursIn } from '../../../../renderer/case/neighbours.ts';
import { nextUnread } from '../../../../renderer/case/reading-commands.ts';
import { shareOutside } from '../../../../renderer/case/zone-outside.ts';

describe('the neighbours of a hip', () => {
  const list = ['a', 'b', 'c'];

  it('are those of the list that the case was opened from', () => {
    expect(neighboursIn(list, 1, 1)).toMatchObject({ previous: 'a', next: 'c', position: { index: 2, total: 3 }, known: true });
    expect(neighboursIn(list, 0, 0)).toMatchObject({ previous: null, next: 'b' });
    expect(neighboursIn(null, -1, -1)).toMatchObject({ known: false, next: null });
  });

  it('lead back into the list from the other side of a film', () => {
    expect(neighboursIn(list, -1, 0)).toMatchObject({ previous: 'a', next: 'b', position: null });
    expect(neighboursIn(list, -1, 2)).toMatchObject({ previous: 'c', next: null });
  });

  it('that are not read are found after the hip, then from the start of the list', () => {
    expect(nextUnread(list, 'a', new Set(['a', 'c']))).toBe('c');
    expect(nextUnread(list, 'c', new Set(['a', 'b']))).toBe('a');
    expect(nextUnread(list, 'b', new Set(['b']))).toBeNull();
  });
});

describe('the share of a zone outside the crop', () => {
  const frame = { originX: 0, originY: 0, step: 1, size: 224, mirrored: false, spacingMm: 0.4 };

  it('is nothing inside, everything outside and about half on the edge', () => {
    expect(shareOutside([{ x: 100, y: 100 }], 10, frame)).toBe(0);
    expect(shareOutside([{ x: -100, y: 100 }], 10, frame)).toBe(1);
    expect(shareOutside([{ x: 223.5, y: 100 }], 10, frame)).toBeCloseTo(0.5, 1);
    expect(shareOutside([], 10, frame)).toBe(0);
  });
});
