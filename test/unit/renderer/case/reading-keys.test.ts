import { describe, expect, it } from 'vitest';
import { readingStep } from '../../../../renderer/case/reading-keys.ts';

describe('reading by keyboard', () => {
  it('chooses a quadrant first, then its grade', () => {
    expect(readingStep(null, '1')).toEqual({ armed: 'femur-superior', save: null });
    expect(readingStep(null, '4')).toEqual({ armed: 'acetabulum-inferior', save: null });
    expect(readingStep('femur-superior', '2')).toEqual({
      armed: null,
      save: { quadrant: 'femur-superior', label: { kind: 'graded', grade: 2 } },
    });
  });

  it('reads 4 as another quadrant, because there is no grade 4', () => {
    expect(readingStep('femur-superior', '4')).toEqual({ armed: 'acetabulum-inferior', save: null });
  });

  it('distinguishes grade 0, not gradable and not read', () => {
    const label = (key: string) => readingStep('femur-inferior', key)?.save?.label;
    expect(label('0')).toEqual({ kind: 'graded', grade: 0 });
    expect(label('n')).toEqual({ kind: 'not-gradable', reason: 'technical' });
    expect(label('x')).toEqual({ kind: 'not-gradable', reason: 'implant' });
    expect(label('Delete')).toEqual({ kind: 'missing' });
  });

  it('cancels with Escape without saving', () => {
    expect(readingStep('femur-inferior', 'Escape')).toEqual({ armed: null, save: null });
  });

  it('leaves every other key to the commands', () => {
    for (const key of ['0', '5', 'n', 'Delete', 'Escape', 'f', '']) expect(readingStep(null, key)).toBeNull();
    for (const key of ['5', '9', 'f', ' ', 'Enter']) expect(readingStep('femur-inferior', key)).toBeNull();
  });
});
