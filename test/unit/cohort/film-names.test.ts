import { describe, expect, it } from 'vitest';
import { filmName, namedByFile } from '../../../main/cohort/film-names.ts';

describe('the name of a film', () => {
  it.each([
    ['OAI-9000622-V00-1.dcm', 'OAI-9000622', 'V00'],
    ['CHECK-01102_T00_APO.dcm', 'CHECK-01102', 'T00'],
    ['9000622_T5.dcm', '9000622', 'T5'],
    ['9000622_T05_APO.dcm', '9000622', 'T05'],
    ['9000622-v01.png', '9000622', 'v01'],
    ['Zaphod_V10_left.png', 'Zaphod', 'V10'],
  ])('%s gives the subject %s at %s', (name, subject, visit) => expect(filmName(name)).toEqual({ subject, visit }));

  it.each(['film-2.dcm', 'IM000123.dcm', 'hip_Video1.png', 'OAI-9000622.dcm', '1.2.840.10008.1.dcm'])(
    '%s gives neither',
    (name) => expect(filmName(name)).toBeNull(),
  );

  it('fills in what the header lacks, and cannot vouch that the identity was removed', () => {
    const film = { subject: '', visit: '', identityRemoved: true };
    expect(namedByFile(film, 'CHECK-01102_T05_APO.dcm')).toEqual({
      subject: 'CHECK-01102',
      visit: 'T05',
      identityRemoved: false,
    });
    expect(namedByFile({ ...film, subject: 'P-1' }, 'CHECK-01102_T05_APO.dcm')).toEqual({
      subject: 'P-1',
      visit: 'T05',
      identityRemoved: true,
    });
  });
});
