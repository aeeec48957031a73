import { describe, expect, it } from 'vitest';
import { countFiles } from '../../../../../renderer/library/import/chosen-files.ts';

describe('the files chosen for import', () => {
  it('are counted by their names, because DICOM files often have no extension', () => {
    expect(countFiles(['IM0001', 'a.dcm', 'a.pts', 'labels.csv'])).toEqual({ radiographs: 2, points: 1, others: 1, unpaired: 1 });
  });

  it('pair points with the image of the same name in their folder, with or without its extension', () => {
    expect(countFiles(['x/a.dcm', 'x/a.pts', 'y/b.dcm', 'y/b.dcm.pts']).unpaired).toBe(0);
    expect(countFiles(['x/a.dcm', 'y/a.pts']).unpaired).toBe(1);
  });
});
