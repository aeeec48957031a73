// Measures on phantom films what the program says about right points and sharp pictures, which should be nothing, and calibrates the width of
// the edges on films that were blurred on purpose, before and after the noise. The images are synthetic.
// npm run bench:quality [-- --films 200 --blurred 12 --seed 777]

import { parseArgs } from 'node:util';
import type { ImagePoint } from '../../main/domain/geometry.ts';
import { SIDES, type Side } from '../../main/domain/hip.ts';
import { LANDMARK_TABLES } from '../../main/domain/landmark-table.ts';
import { prepareHips } from '../../main/cohort/prepare-hips.ts';
import type { Radiograph } from '../../main/domain/radiograph.ts';
import { edgeWidthMm } from '../../main/imaging/quality/edge-width.ts';
import { gaussianBlur } from '../../main/phantom/blur.ts';
import { phantomRadiograph } from '../../main/phantom/locating-truth.ts';
import { prepareField, renderRegion } from '../../main/phantom/render.ts';
import { buildScene } from '../../main/phantom/scene.ts';
import { phantomSubject } from '../../main/phantom/subject.ts';

const { values } = parseArgs({
  options: {
    films: { type: 'string', default: '200' },
    blurred: { type: 'string', default: '12' },
    seed: { type: 'string', default: '777' },
  },
});
const seed = Number(values.seed);
const table = LANDMARK_TABLES.original;
type Points = Readonly<Partial<Record<Side, readonly ImagePoint[]>>>;

alarms(Number(values.films));
calibration(Number(values.blurred));

function alarms(films: number): void {
  const fits: number[] = [];
  const said = new Map<string, number>();
  const count = (what: string): void => void said.set(what, (said.get(what) ?? 0) + 1);
  let hips = 0;
  for (let index = 0; index < films; index++) {
    const { radiograph, hips: truths } = phantomRadiograph({ seed, index, enrichment: 'published', implantShare: 0 });
    const text = pointsText(Object.fromEntries(truths.map(({ side, landmarks }) => [side, landmarks])), radiograph.spacingMm);
    const outcomes = prepareHips(radiograph, [{ path: 'film.pts', text }], { imageName: 'film.dcm', numbering: null });
    for (const side of SIDES) {
      const outcome = outcomes[side];
      hips++;
      if (outcome?.ok !== true) {
        count(`refused: ${outcome?.failure.message ?? 'absent'}`);
        continue;
      }
      fits.push(outcome.value.quality.outlineFit ?? 0);
      for (const { code } of outcome.value.warnings) count(code);
    }
  }
  console.log(`${films} films, ${hips} hips with their right points: lowest outline fit ${Math.min(...fits).toFixed(3)}`);
  console.log(
    said.size === 0 ? '  no refusal and no warning' : [...said].map(([what, times]) => `  ${times} ${what}`).join('\n'),
  );
}

function pointsText({ right = [], left = [] }: Points, spacingMm: number): string {
  const lines = [...right, ...left].map(({ x, y }) => `${x * spacingMm} ${y * spacingMm}`);
  return `version: 1\nn_points: ${lines.length}\n{\n${lines.join('\n')}\n}\n`;
}

function calibration(subjects: number): void {
  const widths = new Map<string, number[]>();
  for (let index = 0; index < subjects; index++) {
    const subject = phantomSubject({ seed, index, visits: 1, enrichment: 'published', implantShare: 0 });
    const [visit] = subject.visits;
    if (visit === undefined) throw new Error('A subject has a visit.');
    const { acquisition } = visit;
    const scene = buildScene(subject, visit);
    const rendered = (blurMm: number): Radiograph['pixels'] => {
      const region = { x: 0, y: 0, width: acquisition.columns, height: acquisition.rows };
      const top = 2 ** acquisition.bits - 1;
      const stored = renderRegion(prepareField(scene, { ...acquisition, blurMm }), region);
      return Float32Array.from(stored, (value) => (acquisition.monochrome1 ? top - value : value));
    };
    const measure = (name: string, pixels: Float32Array): void => {
      const picture = { width: acquisition.columns, height: acquisition.rows, spacingMm: acquisition.spacingMm, pixels };
      for (const side of SIDES) {
        const landmarks = scene[side].landmarks.map(({ x, y }) => ({ x: x / picture.spacingMm, y: y / picture.spacingMm }));
        widths.set(name, [...(widths.get(name) ?? []), edgeWidthMm(picture, { landmarks, side, table }) ?? Number.NaN]);
      }
    };
    const sharp = rendered(acquisition.blurMm);
    for (const sigmaMm of [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3]) {
      const pixels = Float32Array.from(sharp);
      if (sigmaMm > 0) gaussianBlur(pixels, acquisition.columns, acquisition.rows, sigmaMm / acquisition.spacingMm);
      measure(`after the noise   ${sigmaMm.toFixed(2)}`, pixels);
    }
    for (const sigmaMm of [0.5, 1, 2]) measure(`before the noise  ${sigmaMm.toFixed(2)}`, Float32Array.from(rendered(sigmaMm)));
  }
  console.log('\nblur, mm (standard deviation)   width of the edges, mm: lowest, median, highest');
  for (const [name, measured] of widths) {
    const sorted = measured.toSorted((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2);
    console.log(`  ${name.padEnd(30)}${at(0)}  ${at(0.5)}  ${at(1)}`);
  }
}
