// Text burned into radiographs: how often it is found, and how often a radiograph without text is suspected. Uses phantoms without text,
// with a name and a date in a corner, and with a single side letter, and real public files if they are beside the checkout.
// Run: npm run bench:burned-in [-- RADIOGRAPHS [SEED]]

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findText, type TextLine } from '../../main/dicom/burned-in/find-text.ts';
import { readRadiograph } from '../../main/dicom/read-radiograph.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { seededRandom } from '../../main/domain/random.ts';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import { drawText } from '../fixtures/draw-text.ts';

const radiographs = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? 2024);
const folder = mkdtempSync(join(tmpdir(), 'osteograde-burned-in-'));
const random = seededRandom(`burned in ${seed}`);
const NAMES = ['ZAPHOD^BEEBLEBROX', 'MUELLER ANNA', 'DOE JOHN', 'VAN DEN BERG M', 'LI WEI'];
const GREYS = ['of full contrast', 'of half contrast', 'dark on a bright label'] as const;

const falseAlarms = { plain: 0, letter: 0 };
const found = new Map<string, { lines: number; covered: number }>();
let elapsedMs = 0;
let looks = 0;
try {
  const cohort = { folder: join(folder, 'cohort'), subjects: radiographs, visits: 1, seed };
  valueOrThrow(await writePhantomCohort(cohort, () => undefined));
  for (const name of readdirSync(cohort.folder).filter((file) => file.endsWith('.dcm'))) {
    const picture = valueOrThrow(await readRadiograph(readFileSync(join(cohort.folder, name))));
    if (look(picture).length > 0) falseAlarms.plain += 1;
    const { low, high } = rangeOf(picture.pixels);
    const letter = { ...picture, pixels: picture.pixels.slice() };
    drawText(letter, { text: random.next() < 0.5 ? 'L' : 'R', ...cornerOf(picture, 60, 80), scale: 10, value: high });
    if (look(letter).length > 0) falseAlarms.letter += 1;
    for (const scale of [2, 3, 4, 6]) {
      for (const grey of GREYS) {
        const written = { ...picture, pixels: picture.pixels.slice() };
        const lines = [NAMES[random.below(NAMES.length)], '12.03.1950'];
        const place = cornerOf(picture, 6 * scale * 17, 20 * scale);
        const background = picture.pixels[(place.y + 5) * picture.width + place.x + 5];
        const far = background - low > high - background ? low : high;
        const value = grey === 'of full contrast' ? far : grey === 'of half contrast' ? (background + far) / 2 : low;
        if (grey === 'dark on a bright label') label(written, { ...place, width: 6 * scale * 17, height: 19 * scale }, high);
        const boxes = lines.map((text, line) =>
          drawText(written, { text, x: place.x, y: place.y + line * 10 * scale, scale, value }),
        );
        const seen = look(written);
        const count = found.get(`${7 * scale} px, ${grey}`) ?? { lines: 0, covered: 0 };
        count.lines += boxes.length;
        count.covered += boxes.filter((box) => isCovered(box, seen)).length;
        found.set(`${7 * scale} px, ${grey}`, count);
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${radiographs} phantoms, seed ${seed}; ${(elapsedMs / looks).toFixed(0)} ms per image`);
console.log(
  `suspected without text: ${falseAlarms.plain} of ${radiographs}; with one more side letter: ${falseAlarms.letter} of ${radiographs}`,
);
for (const [what, { lines, covered }] of found) console.log(`letters of ${what}: ${covered} of ${lines} lines covered`);

function look(picture: Parameters<typeof findText>[0]): readonly TextLine[] {
  const began = performance.now();
  const lines = findText(picture);
  elapsedMs += performance.now() - began;
  looks += 1;
  return lines;
}

/** Returns a position for a block of this size in one of the four corners. */
function cornerOf({ width, height }: { width: number; height: number }, wide: number, tall: number): { x: number; y: number } {
  const x = random.next() < 0.5 ? 20 + random.below(40) : width - wide - 20 - random.below(40);
  const y = random.next() < 0.5 ? 20 + random.below(60) : height - tall - 20 - random.below(60);
  return { x, y };
}

function label(
  { width, pixels }: { width: number; pixels: Float32Array },
  box: { x: number; y: number; width: number; height: number },
  value: number,
): void {
  for (let y = box.y - 8; y < box.y + box.height; y++) pixels.fill(value, y * width + box.x - 8, y * width + box.x + box.width);
}

/** Returns true if the boxes together cover at least 95% of the text's box. */
function isCovered(box: ReturnType<typeof drawText>, lines: readonly TextLine[]): boolean {
  let hidden = 0;
  for (let x = box.x; x < box.x + box.width; x++) {
    if (
      lines.some(
        (line) => x >= line.x && x < line.x + line.width && box.y >= line.y && box.y + box.height <= line.y + line.height,
      )
    )
      hidden += 1;
  }
  return hidden >= 0.95 * box.width;
}

function rangeOf(pixels: Float32Array): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of pixels) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
