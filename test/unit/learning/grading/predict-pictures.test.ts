// Whether a PNG of a hip film is graded as the DICOM file is, with the spacing that the user gives.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRadiograph } from '../../../../main/dicom/read-radiograph.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { openInferenceHere } from '../../../../main/inference/inference.ts';
import { filmPreparersHere } from '../../../../main/learning/grading/answer-film-preparers.ts';
import { predictFiles } from '../../../../main/learning/grading/predict-files.ts';
import { films } from '../../cohort/films.ts';
import { greyPng } from '../../../fixtures/picture-files.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-pictures-'));
const resource = (name: string): string => fileURLToPath(new URL(`../../../../resources/models/${name}`, import.meta.url));
const inference = openInferenceHere();
let spacingMm = 0;

beforeAll(async () => {
  const [film = ''] = await films(join(folder, 'films'), 1);
  const radiograph = valueOrThrow(await readRadiograph(readFileSync(film)));
  const { width, height, pixels } = radiograph;
  spacingMm = radiograph.spacingMm;
  const highest = pixels.reduce((most, value) => Math.max(most, value), 1);
  const data = Uint8Array.from(pixels, (value) => Math.max(0, (255 * value) / highest));
  for (const name of ['with-points', 'alone']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'hip.png'), greyPng({ width, height, data }));
  }
  const inPixels = readFileSync(`${film}.pts`, 'utf8').replace(/^(-?[\d.]+) (-?[\d.]+)$/gm, (_, x: string, y: string) =>
    [x, y].map((value) => (Number(value) / spacingMm).toFixed(3)).join(' '),
  );
  writeFileSync(join(folder, 'with-points', 'hip.png.pts'), inPixels);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await inference.close();
});

async function graded(name: string, supplied: number | null): Promise<readonly string[]> {
  const options = {
    paths: [join(folder, name)],
    landmarks: null,
    spacingMm: supplied,
    numbering: null,
    modelPath: resource('masked-resnet18-phantom.onnx'),
    networks: resource('localise'),
    pictures: false,
    startReader: startReaderHere,
  };
  const hips: string[] = [];
  for await (const one of predictFiles(options, { inference, films: filmPreparersHere(inference) })) {
    if (one.kind !== 'hip') hips.push(`${one.kind}: ${one.failure.message}`);
    else hips.push(`${one.hip.hip.side}, ${one.hip.radiograph.spacingSource}, points from the ${one.hip.pointsFrom}`);
  }
  return hips;
}

test('a PNG with points is graded at the spacing that the user gives', async () => {
  expect(await graded('with-points', spacingMm)).toEqual([
    'right, supplied, points from the file',
    'left, supplied, points from the file',
  ]);
});

test('a PNG with points and no spacing is graded at the spacing that its femoral heads suggest', async () => {
  expect(await graded('with-points', null)).toEqual([
    'right, estimated, points from the file',
    'left, estimated, points from the file',
  ]);
});

test('the hips of a PNG without points are found', async () => {
  expect(await graded('alone', spacingMm)).toEqual([
    'right, supplied, points from the network',
    'left, supplied, points from the network',
  ]);
  expect(await graded('alone', null)).toEqual([
    'right, estimated, points from the network',
    'left, estimated, points from the network',
  ]);
});
