import { describe, expect, test } from 'vitest';
import { checkBurnedIn } from '../../../main/dicom/burned-in/check-burned-in.ts';
import { findText } from '../../../main/dicom/burned-in/find-text.ts';
import { deidentify } from '../../../main/dicom/deidentify/deidentify.ts';
import { deidentificationKey } from '../../../main/dicom/deidentify/key.ts';
import { readStoredPixels } from '../../../main/dicom/pixels/stored-pixels.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { dicomFile, smallRadiograph, SYNTAX } from '../../fixtures/dicom-file.ts';
import { drawText } from '../../fixtures/draw-text.ts';

/** Grey that rises towards the middle, with grain: 600 columns, 500 rows. */
function picture(): { width: number; height: number; pixels: Uint16Array } {
  const random = seededRandom('a film');
  const pixels = Uint16Array.from({ length: 600 * 500 }, (_, i) => {
    const [x, y] = [i % 600, Math.floor(i / 600)];
    return 800 + 1800 * Math.sin((Math.PI * x) / 600) * Math.sin((Math.PI * y) / 500) + random.below(120);
  });
  return { width: 600, height: 500, pixels };
}

const written = (text: string, x: number, y: number, value = 4095) => {
  const film = picture();
  const box = drawText(film, { text, x, y, scale: 2, value });
  return { film, box };
};

describe('text burned into an image', () => {
  test.each([
    [10, 12, 4095],
    [380, 470, 4095],
    [20, 250, 0],
  ])('is found near the border, at %i, %i in grey %i', (x, y, value) => {
    const { film, box } = written('ZAPHOD B 1950', x, y, value);
    const lines = findText(film);
    expect(lines).toHaveLength(1);
    const [line] = lines;
    expect(line.x).toBeLessThan(box.x);
    expect(line.y).toBeLessThan(box.y);
    expect(line.x + line.width).toBeGreaterThan(box.x + box.width);
    expect(line.y + line.height).toBeGreaterThan(box.y + box.height);
  });

  test('is not suspected in a radiograph without text, in side markers or in a ruler', () => {
    expect(findText(picture())).toEqual([]);
    for (const text of ['L', 'R', 'AP', 'L R']) expect(findText(written(text, 30, 30).film)).toEqual([]);
    const ruler = picture();
    for (let tick = 0; tick < 20; tick++) {
      for (let y = 20; y < 36; y++) ruler.pixels.fill(4095, y * 600 + 40 + tick * 20, y * 600 + 42 + tick * 20);
    }
    expect(findText(ruler)).toEqual([]);
    expect(findText({ width: 600, height: 500, pixels: new Uint16Array(300_000) })).toEqual([]);
  });

  test('is covered in a copy, and the rest of the image does not change', async () => {
    const { film, box } = written('ZAPHOD 1950', 10, 12);
    const file = dicomFile({
      syntax: SYNTAX.bigEndian,
      elements: smallRadiograph([
        { tag: 0x00280010, vr: 'US', value: [500] },
        { tag: 0x00280011, vr: 'US', value: [600] },
        { tag: 0x00280301, vr: 'CS', value: 'YES' },
        { tag: 0x7fe00010, vr: 'OW', value: [...film.pixels] },
      ]),
    });
    const { flag, lines } = valueOrThrow(await checkBurnedIn(file));
    expect([flag, lines.length]).toEqual(['YES', 1]);
    const { bytes } = valueOrThrow(await deidentify(file, deidentificationKey('a secret of the clinic'), { redact: lines }));
    expect(valueOrThrow(await checkBurnedIn(bytes))).toEqual({ flag: 'NO', lines: [] });
    const after = valueOrThrow(await readStoredPixels(bytes)).pixels;
    const changed = [...film.pixels.keys()].filter((i) => film.pixels[i] !== after[i]);
    const [line] = lines;
    const isInside = (i: number): boolean =>
      i % 600 >= line.x &&
      i % 600 < line.x + line.width &&
      Math.floor(i / 600) >= line.y &&
      Math.floor(i / 600) < line.y + line.height;
    expect(changed.every(isInside)).toBe(true);
    expect(changed.length).toBeGreaterThan(box.width * box.height);
  });
});
