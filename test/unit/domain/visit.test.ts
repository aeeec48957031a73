import { describe, expect, it } from 'vitest';
import { sameVisit, visitKey } from '../../../main/domain/visit.ts';

describe('a visit', () => {
  it.each(['V00', 'T00', '00', 'v00', 'T0', '0', 'baseline', 'Baseline', 'BL', 'Visit 0', 'visit_00', 'V 00', 'T-0'])(
    'is the baseline as %s',
    (visit) => expect(visitKey(visit)).toBe('0'),
  );

  it.each(['', 'V00 (2)', 'baseline 2', '20200101', '-0', 'V--0', 'visit', 'V', 'VT1', '1a'])(
    'stays as written if it is not a number: "%s"',
    (visit) => expect(visitKey(visit)).toBe(visit),
  );

  it('differs from another number', () => {
    expect(sameVisit('V01', 'T1')).toBe(true);
    expect(sameVisit('V01', 'V10')).toBe(false);
  });
});
