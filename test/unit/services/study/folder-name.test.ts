import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderName } from '../../../../main/services/study/folder-name.ts';

describe("a study's folder", () => {
  it('is named after the study, without characters that a file system may refuse', () => {
    expect(folderName('Hüfte 2026, Basel')).toBe('Hüfte 2026 Basel');
    expect(folderName('../../etc/passwd')).toBe('etc passwd');
    expect(folderName('///')).toBe('Study');
  });

  it('never leaves its parent, whatever the study is called', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(folderName(name)).toMatch(/^[\p{Letter}\p{Number}_-][\p{Letter}\p{Number} ._-]{0,79}(?<![ .])$/u);
      }),
    );
  });
});
