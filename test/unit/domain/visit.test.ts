import { describe, expect, it } from 'vitest';
import { sameVisit, visitKey } from '../../../main/domain/visit.ts';

describe('a visit', () => {
  it.each(['V00', 'T00', '00', 'v00', 'T0', '0'])('is the baseline as %s', (visit) => expect(visitKey(visit)).toBe('0'));

  it.each(['', 'V00 (2)', 'baseline', '20200101', 'V', 'VT1', '1a'])('stays as written if it is not a number: "%s"', (visit) =>
    expect(visitKey(visit)).toBe(visit),
  );

  it('differs from another number', () => {
    expect(sameVisit('V01', 'T1')).toBe(true);
    expect(sameVisit('V01', 'V10')).toBe(false);
  });
});
