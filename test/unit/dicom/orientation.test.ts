import { describe, expect, test } from 'vitest';
import { orientationOf, type OrientationTags } from '../../../main/dicom/orientation.ts';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { dicomFile, smallRadiograph, SYNTAX, type TestElement } from '../../fixtures/dicom-file.ts';

const NOTHING: OrientationTags = {
  patientOrientation: '',
  viewPosition: '',
  laterality: '',
  imageLaterality: '',
  fieldOfViewTurned: false,
};

const of = (tags: Partial<OrientationTags>) => orientationOf({ ...NOTHING, ...tags });

const codes = (tags: Partial<OrientationTags>): string[] => of(tags).warnings.map(({ code }) => code);

describe('PatientOrientation', () => {
  test.each([
    ['L\\F', 'none'],
    ['R\\F', 'flip-horizontal'],
    ['R\\H', 'rotate-180'],
    ['L\\H', 'flip-vertical'],
    ['F\\L', 'transpose'],
    ['F\\R', 'rotate-90'],
    ['H\\R', 'transverse'],
    ['H\\L', 'rotate-270'],
    ['LP\\FA', 'none'],
    [' r \\ f ', 'flip-horizontal'],
  ])('%s is turned by %s', (patientOrientation, turn) => {
    expect(of({ patientOrientation })).toMatchObject({ turn, turnFrom: 'PatientOrientation' });
    expect(codes({ patientOrientation })).toEqual(turn === 'none' ? [] : ['film-turned']);
  });

  test.each(['A\\F', 'P\\FL', 'L\\PH', 'L\\A'])(
    '%s is a view from the side or along the body, whose hips are refused',
    (patientOrientation) => {
      expect(of({ patientOrientation }).sideProblem?.code).toBe('unusual-view');
    },
  );

  test.each(['L\\R', 'H\\F', 'F', '\\F'])(
    '%s does not say where left and the feet are, so hips are refused',
    (patientOrientation) => {
      expect(of({ patientOrientation }).sideProblem?.code).toBe('side-contradicted');
    },
  );

  test('with the rows alone is used with a warning', () => {
    expect(of({ patientOrientation: 'R' })).toMatchObject({ turn: 'flip-horizontal' });
    expect(codes({ patientOrientation: 'L' })).toEqual(['side-unconfirmed']);
  });

  test.each(['LEFT\\FOOT', 'L\\F\\A', 'X'])('%s is not understood, which is a warning', (patientOrientation) => {
    expect(codes({ patientOrientation })).toEqual(['side-unconfirmed']);
  });

  test('explains a film taken from behind', () => {
    expect(codes({ viewPosition: 'PA', patientOrientation: 'L\\F' })).toEqual([]);
    expect(codes({ viewPosition: 'PA' })).toEqual(['side-unconfirmed']);
    expect(codes({ viewPosition: 'AP' })).toEqual([]);
    expect(codes({ fieldOfViewTurned: true })).toEqual(['side-unconfirmed']);
  });
});

describe('the laterality', () => {
  test('of the image comes before that of the series', () => {
    expect(of({ imageLaterality: 'R' }).laterality).toBe('right');
    expect(of({ laterality: 'L' }).laterality).toBe('left');
    expect(of({ laterality: 'L', imageLaterality: 'B' }).laterality).toBeUndefined();
    expect(of({ laterality: 'B' }).laterality).toBeUndefined();
  });

  test('that contradicts itself is a warning and names no side', () => {
    expect(of({ laterality: 'L', imageLaterality: 'R' }).laterality).toBeUndefined();
    expect(codes({ laterality: 'L', imageLaterality: 'R' })).toEqual(['side-contradicted']);
  });
});

describe('a DICOM film', () => {
  const read = async (changes: readonly TestElement[]) => {
    const result = await readRadiograph(dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph(changes) }));
    if (!result.ok) throw new Error(result.failure.message);
    return result.value;
  };

  test('stored mirrored is turned', async () => {
    const film = await read([{ tag: 0x00200020, vr: 'CS', value: 'R\\F' }]);
    expect(film).toMatchObject({ width: 4, height: 3, turn: 'flip-horizontal' });
    expect([...film.pixels.subarray(0, 4)]).toEqual([300, 200, 100, 0]);
  });

  test('stored lying is turned upright', async () => {
    const film = await read([{ tag: 0x00200020, vr: 'CS', value: 'H\\L' }]);
    expect(film).toMatchObject({ width: 3, height: 4, turn: 'rotate-270' });
    expect([...film.pixels.subarray(0, 3)]).toEqual([300, 700, 1100]);
  });

  test('keeps its laterality', async () => {
    expect(await read([{ tag: 0x00200062, vr: 'CS', value: 'R' }])).toMatchObject({ laterality: 'right', turn: 'none' });
  });
});
