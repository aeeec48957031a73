import { describe, expect, test } from 'vitest';
import { findSideLetters } from '../../../main/dicom/burned-in/side-letter.ts';
import { turnPixels } from '../../../main/domain/film/turn.ts';
import { phantomRadiograph } from '../../../main/phantom/locating-truth.ts';
import { drawText } from '../../fixtures/draw-text.ts';

const blank = () => ({ width: 600, height: 500, pixels: Float32Array.from({ length: 600 * 500 }, (_, at) => at / 500) });

function written(text: string, scale = 3): ReturnType<typeof blank> {
  const picture = blank();
  drawText(picture, { text, x: 60, y: 80, scale, value: 800 });
  return picture;
}

const mirrored = (picture: ReturnType<typeof blank>) => ({
  ...picture,
  pixels: turnPixels('flip-horizontal', picture.pixels, picture),
});

describe('a side letter', () => {
  test.each(['R', 'L'])('%s is read where it stands', (letter) => {
    const [found, ...others] = findSideLetters(written(letter));
    expect(found).toMatchObject({ letter, mirrored: false });
    expect([found?.x, found?.y].map((at) => Math.round((at ?? 0) / 10))).toEqual([7, 9]);
    expect(others).toEqual([]);
  });

  test.each(['R', 'L'])('%s in a mirrored picture reads mirrored', (letter) => {
    expect(findSideLetters(mirrored(written(letter)))).toMatchObject([{ letter, mirrored: true }]);
  });

  test.each('ABCDEFGHIJKMNOPQSTUVWXYZ0123456789'.split(''))('is not seen in %s', (letter) => {
    expect(findSideLetters(written(letter))).toEqual([]);
    expect(findSideLetters(mirrored(written(letter)))).toEqual([]);
  });

  test('of a word is not read', () => {
    expect(findSideLetters(written('MUELLER ANNA', 3))).toEqual([]);
  });
});

test('the lead letters of phantoms are read on their side, or not at all', () => {
  const letters = [1, 2, 3, 4].flatMap((index) => {
    const { radiograph } = phantomRadiograph({ seed: 7000, index, enrichment: 'balanced', implantShare: 0 });
    return findSideLetters(radiograph).map(({ letter, mirrored: backwards, x }) => [letter, backwards, x < radiograph.width / 2]);
  });
  expect(letters.length).toBeGreaterThan(0);
  for (const [letter, backwards, onLeft] of letters) expect([backwards, onLeft]).toEqual([false, letter === 'R']);
});
