// Grades pictures of knees of every kind in one batch. A model refuses pictures of the wrong joint.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { basename, join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveUid } from '../../../../main/dicom/unique-identifier.ts';
import { writeDigitalXray } from '../../../../main/dicom/write/digital-xray.ts';
import { FailureError } from '../../../../main/domain/failure.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { openInferenceHere } from '../../../../main/inference/inference.ts';
import { filmPreparersHere } from '../../../../main/learning/grading/answer-film-preparers.ts';
import { predictFiles } from '../../../../main/learning/grading/predict-files.ts';
import { predictKnees, type KneePrediction } from '../../../../main/learning/grading/predict-knees.ts';
import { editedDicom } from '../../../fixtures/edit-dicom.ts';
import { kneePng } from '../../../fixtures/knee-pictures.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';
import { writeTinyKneeModel } from '../../../fixtures/tiny-knee-model.ts';
import { writeTinyModel } from '../../inference/tiny-model.ts';

const networks = fileURLToPath(new URL('../../../../resources/models/localise', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'osteograde-predict-knees-'));
const pictures = join(folder, 'pictures');
let knees = '';
let hips = '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BODY_PART = 0x00180015;

/** Returns the picture as a 12-bit radiograph whose window is the picture's range. */
function dicom(png: Uint8Array, bodyPart: string): Uint8Array {
  const { width, height, data } = decode(png);
  const pixels = Uint16Array.from(data, (value) => 16 * value);
  const fields = {
    subject: 'K1',
    visit: 'V00',
    sex: 'F' as const,
    ageYears: 60,
    studyDate: '20210304',
    studyUid: deriveUid('study'),
    seriesUid: deriveUid('series'),
    imageUid: deriveUid('image'),
    spacingMm: 0.2,
    calibrated: false,
    bitsStored: 12,
    photometric: 'MONOCHROME2' as const,
    window: { centre: 8 * 255, width: 16 * 255 },
    description: 'Knee',
    manufacturer: 'Osteograde',
    model: 'test',
    kilovolts: 60,
    milliampereSeconds: 5,
  };
  const file = writeDigitalXray({ ...fields, width, height }, pixels);
  return editedDicom(file, new Map([[BODY_PART, { vr: 'CS', value: bodyPart }]]));
}

beforeAll(async () => {
  mkdirSync(pictures);
  knees = await writeTinyKneeModel(join(folder, 'models'));
  hips = writeTinyModel(folder);
  const png = kneePng(2, seededRandom('knee'));
  writeFileSync(join(pictures, 'a.png'), png);
  writeFileSync(join(pictures, 'b.dcm'), dicom(png, 'KNEE'));
  writeFileSync(join(pictures, 'c.jpg'), 'no picture');
  writeFileSync(join(pictures, 'd.dcm'), dicom(png, 'HIP'));
  writeFileSync(join(pictures, 'notes.txt'), 'not looked at');
  const outline = Array.from({ length: 160 }, (_, at) => `${at} ${at}`).join('\n');
  writeFileSync(join(pictures, 'e.png'), png);
  writeFileSync(join(pictures, 'e.pts'), `version: 1\nn_points: 160\n{\n${outline}\n}`);
});

async function all(paths: readonly string[], model: string): Promise<KneePrediction[]> {
  const predictions: KneePrediction[] = [];
  for await (const prediction of predictKnees({ paths, startReader: startReaderHere }, model)) predictions.push(prediction);
  return predictions;
}

describe('a folder of pictures', () => {
  it('is graded, except files that are not pictures of knees, each with its reason', async () => {
    const found = await all([pictures, join(folder, 'gone.png')], knees);
    const told = found.map((one) =>
      one.kind === 'knee' ? basename(one.knee.file) : `${basename(one.file)} ${one.failure.code}`,
    );
    expect(told).toEqual([
      'c.jpg picture-malformed',
      'notes.txt left-out',
      'gone.png file-not-found',
      'a.png',
      'b.dcm',
      'd.dcm wrong-joint',
      'e.png wrong-joint',
    ]);
  });

  it('gives a radiograph and its export as a picture the same grade', async () => {
    const [png, dcm] = await all([join(pictures, 'a.png'), join(pictures, 'b.dcm')], knees);
    if (png.kind !== 'knee' || dcm.kind !== 'knee') throw new Error('not graded');
    expect(dcm.knee.answer.probabilities).toHaveLength(5);
    dcm.knee.answer.probabilities.forEach((p, at) => expect(p).toBeCloseTo(png.knee.answer.probabilities[at], 4));
    expect(png.knee.answer.masks.map(({ branch }) => branch)).toEqual(['att0', 'att1']);
    for (const { values } of png.knee.answer.masks) expect(values.every((value) => value > 0 && value < 1)).toBe(true);
  });
});

describe('a model given the wrong joint', () => {
  it('of hips refuses pictures and radiographs of knees, and says which model to use', async () => {
    const inference = openInferenceHere();
    const processes = { inference, films: filmPreparersHere(inference) };
    const options = {
      landmarks: null,
      spacingMm: null,
      numbering: null,
      modelPath: hips,
      networks,
      pictures: false,
      startReader: startReaderHere,
    };
    const failures = [];
    for (const name of ['a.png', 'b.dcm']) {
      for await (const one of predictFiles({ ...options, paths: [join(pictures, name)] }, processes)) failures.push(one);
    }
    await inference.close();
    expect(failures).toMatchObject([
      { kind: 'error', failure: { code: 'landmarks-missing', message: expect.stringMatching(/a\.png.*knee model/) } },
      { kind: 'error', failure: { code: 'wrong-joint', message: expect.stringMatching(/^b\.dcm.*knee.*--model/) } },
    ]);
  });

  it('is not opened', async () => {
    await expect(all([pictures], hips)).rejects.toThrow(FailureError);
    const inference = openInferenceHere();
    expect(await inference.grade(knees, [])).toMatchObject({ ok: false, failure: { code: 'wrong-joint' } });
    await inference.close();
  });

  it('is refused if its card belongs to another network', async () => {
    const card = JSON.parse(readFileSync(knees.replace('.onnx', '.json'), 'utf8'));
    card.heads.att0.bias = Buffer.from(Float32Array.of(5, 4, 3, 2, 1).buffer).toString('base64');
    writeFileSync(join(folder, 'other.onnx'), readFileSync(knees));
    writeFileSync(join(folder, 'other.json'), JSON.stringify(card));
    await expect(all([pictures], join(folder, 'other.onnx'))).rejects.toThrow(/att0 does not match the network/);
  });
});
