import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_ANSWERS, type ImportAnswers } from '../../../main/cohort/import-answers.ts';
import { importFiles, planFiles } from '../../../main/cohort/import-files.ts';
import type { Study } from '../../../main/cohort/study-folder.ts';
import { hipById, ungradedHipIds } from '../../../main/database/hips.ts';
import { labelsOfJoint } from '../../../main/database/labels.ts';
import { splitByName } from '../../../main/database/splits.ts';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { valueOrThrow, type Failure } from '../../../main/domain/failure.ts';
import { dicomFile, smallRadiograph, SYNTAX } from '../../fixtures/dicom-file.ts';
import { ringsOfBothNumberings } from '../../fixtures/hip-points.ts';
import { contentOf } from '../../fixtures/study-content.ts';
import { films, newStudy, temporaryFolder } from './films.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';

const folder = temporaryFolder();
const signal = new AbortController().signal;
let film = '';
let points = '';
let studies = 0;

beforeAll(async () => {
  [film] = await films(join(folder, 'films'), 1);
  points = readFileSync(`${film}.pts`, 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const emptyStudy = (): Promise<Study> => newStudy(join(folder, `study-${(studies += 1)}`));

async function imported(study: Study, path: string, answers: ImportAnswers = NO_ANSWERS) {
  const problems: string[] = [];
  const problem = (file: string, failure: Failure): void => void problems.push(`${basename(file)}: ${failure.code}`);
  const counts = await importFiles(
    study,
    { paths: [path], landmarks: null, answers },
    { signal, problem, step: () => undefined, now: () => new Date(0), startReader: startReaderHere },
  );
  return { counts, problems };
}

async function planned(path: string, answers: ImportAnswers = NO_ANSWERS) {
  return planFiles({ paths: [path], landmarks: null, answers }, { startReader: startReaderHere, signal });
}

/** A folder with these files. */
function folderWith(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(folder, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), content);
  }
  return path;
}

describe('an import plan', () => {
  it('counts what a cohort folder holds, and how many labels match a picture', async () => {
    const { counts, questions, problems } = await planned(join(folder, 'films'));
    expect(counts).toEqual({
      radiographs: 1,
      withPoints: 1,
      subjects: 1,
      hips: 2,
      labels: 2,
      matchedLabels: 2,
      splitSubjects: 1,
      crops: 0,
    });
    expect(questions).toEqual([
      { kind: 'other-columns', file: 'labels.csv', columns: ['implant', 'age', 'sex', 'file'], identifying: ['file'] },
    ]);
    expect(problems).toMatchObject([{ file: join(folder, 'films', 'truth.json'), failure: { code: 'left-out' } }]);
  });

  it('asks for the numbering with a picture only if the points fit both, and uses the answer', async () => {
    const path = folderWith('doubtful', { 'film.dcm': readFileSync(film), 'film.dcm.pts': ringsOfBothNumberings() });
    const [question] = (await planned(path)).questions;
    if (question?.kind !== 'numbering') throw new Error('the numbering was not asked for');
    expect(question.films).toBe(1);
    expect(question.heads.original.circle.radius).toBeGreaterThan(30);
    expect(question.picture.subarray(1, 4)).toEqual(new Uint8Array(Buffer.from('PNG')));
    const study = await emptyStudy();
    expect((await imported(study, path)).problems).toEqual(['film.dcm: numbering-ambiguous', 'film.dcm: numbering-ambiguous']);
    await imported(study, path, { ...NO_ANSWERS, numbering: 'renumbered' });
    expect(ungradedHipIds(study.database).map((id) => hipById(study.database, id)?.prepared?.numbering)).toEqual([
      'renumbered',
      'renumbered',
    ]);
    study.close();
  });

  it('refuses a film by its header, as the import does', async () => {
    const path = folderWith('refused', {
      'no-rows.dcm': dicomFile({
        syntax: SYNTAX.explicit,
        elements: smallRadiograph([{ tag: 0x00280010, vr: 'US', value: [0] }]),
      }),
      'chest.dcm': dicomFile({
        syntax: SYNTAX.explicit,
        elements: smallRadiograph([{ tag: 0x00180015, vr: 'CS', value: 'CHEST' }]),
      }),
    });
    const { counts, problems } = await planned(path);
    expect(counts.radiographs).toBe(0);
    const study = await emptyStudy();
    const real = await imported(study, path);
    study.close();
    expect(problems.map(({ file, failure }) => `${basename(file)}: ${failure.code}`)).toEqual(real.problems);
    expect(real).toEqual({
      counts: expect.objectContaining({ imported: 0, failed: 2 }),
      problems: ['chest.dcm: wrong-joint', 'no-rows.dcm: dicom-malformed'],
    });
  });

  it('counts neither a film that is cut off nor a file that only has the name of a picture, and says so before the start', async () => {
    const whole = readFileSync(film);
    const path = folderWith('broken', {
      'cut.dcm': whole.subarray(0, whole.length / 2),
      'cut.dcm.pts': points,
      'fake.png': 'This is no picture.',
    });
    const { counts, problems } = await planned(path);
    expect(counts).toMatchObject({ radiographs: 0, withPoints: 0, hips: 0 });
    const said = new Map(problems.map(({ file, failure }) => [basename(file), failure.message]));
    expect(said.get('cut.dcm')).toMatch(/is cut off: its pixels are not complete/);
    expect(said.get('fake.png')).toMatch(/has the name of a radiograph, but its content is not/);
  });

  it('asks what the columns of an unknown table are', async () => {
    const path = folderWith('strange', { 'film.dcm': readFileSync(film), 'ours.csv': 'patient;oa\nA;1\n' });
    expect((await planned(path)).questions).toEqual([
      {
        kind: 'label-mapping',
        file: 'ours.csv',
        columns: ['patient', 'oa'],
        rows: [{ patient: 'A', oa: '1' }],
        identifying: ['patient'],
      },
    ]);
  });
});

describe('an import', () => {
  it('of a ZIP archive adds the same as its unpacked files', async () => {
    const inside = readdirSync(join(folder, 'films')).map((name) => [
      `films/${name}`,
      new Uint8Array(readFileSync(join(folder, 'films', name))),
    ]);
    const archive = join(folder, 'films.zip');
    writeFileSync(archive, zipSync(Object.fromEntries(inside), { level: 1 }));
    const [unpacked, packed] = [await emptyStudy(), await emptyStudy()];
    await imported(unpacked, join(folder, 'films'));
    expect((await imported(packed, archive)).problems).toEqual([]);
    expect(contentOf(packed)).toEqual(contentOf(unpacked));
    unpacked.close();
    packed.close();
  });

  it("finds points in a separate folder by the image's name", async () => {
    const path = folderWith('apart', { 'images/film.dcm': readFileSync(film), 'CHECK-pointfiles/film.dcm.pts': points });
    const study = await emptyStudy();
    expect((await imported(study, path)).problems).toEqual([]);
    expect(ungradedHipIds(study.database)).toHaveLength(2);
    study.close();
  });

  it('of a PNG estimates the spacing from the femoral heads and marks it as estimated, unless the user gives a spacing', async () => {
    const radiograph = valueOrThrow(await readRadiograph(readFileSync(film)));
    // Every third pixel: compressing a whole film as PNG takes seconds.
    const [width, height] = [radiograph.width, radiograph.height].map((size) => Math.floor(size / 3));
    const spacingMm = 3 * radiograph.spacingMm;
    const data = Uint16Array.from({ length: width * height }, (_, i) => {
      return radiograph.pixels[3 * Math.floor(i / width) * radiograph.width + 3 * (i % width)];
    });
    const inPixels = points.replaceAll(
      /^([\d.]+) ([\d.]+)$/gm,
      (_, x: string, y: string) => `${Number(x) / spacingMm} ${Number(y) / spacingMm}`,
    );
    const path = folderWith('pictures', {
      'OAI-9000622-V00-1.png': encode({ width, height, data, depth: 16, channels: 1 }),
      'OAI-9000622-V00-1.pts': inPixels,
    });
    expect((await planned(path)).questions).toEqual([{ kind: 'spacing', files: 1, estimable: 1, answer: null }]);
    const spacingOf = (study: Study) =>
      study.database.prepare('SELECT subject, visit, spacing_mm, spacing_source FROM radiographs').all();
    const study = await emptyStudy();
    expect((await imported(study, path)).problems).toEqual([]);
    expect(spacingOf(study)).toEqual([
      { subject: expect.any(String), visit: 'V00', spacing_mm: expect.any(Number), spacing_source: 'estimated' },
    ]);
    const heads = ungradedHipIds(study.database).map((id) => hipById(study.database, id)?.prepared?.frame.step);
    expect(heads).toHaveLength(2);
    study.close();
    const withSpacing = await emptyStudy();
    await imported(withSpacing, path, { ...NO_ANSWERS, spacingMm });
    expect(spacingOf(withSpacing)).toMatchObject([{ spacing_mm: spacingMm, spacing_source: 'supplied' }]);
    withSpacing.close();
  });

  it('of 3D Slicer curves crops the same hips as points do', async () => {
    const numbers = [...points.matchAll(/^([\d.-]+) ([\d.-]+)$/gm)].map(([, x, y]) => [-Number(x), -Number(y), 0]);
    const curve = (name: string, from: number) => ({
      type: 'Curve',
      name,
      coordinateSystem: 'RAS',
      controlPoints: numbers.slice(from, from + 80).map((position) => ({ position })),
    });
    const markups = JSON.stringify({ markups: [curve('hip left', 80), curve('hip right', 0)] });
    const path = folderWith('slicer', { 'film.dcm': readFileSync(film), 'film.mrk.json': markups });
    const [slicer, bonefinder] = [await emptyStudy(), await emptyStudy()];
    expect((await imported(slicer, path)).problems).toEqual([]);
    await imported(bonefinder, film);
    const crops = (study: Study) => study.database.prepare('SELECT crop_object FROM crops ORDER BY hip_id').all();
    expect(crops(slicer)).toEqual(crops(bonefinder));
    expect(crops(slicer)).toHaveLength(2);
    slicer.close();
    bonefinder.close();
  });

  it('of class folders adds each knee once, with its grade and part', async () => {
    const picture = (seed: number) =>
      encode({
        width: 32,
        height: 32,
        data: Uint8Array.from({ length: 1024 }, (_, i) => (i * seed) % 251),
        depth: 8,
        channels: 1,
      });
    const path = folderWith('knee', {
      'train/3/9000099R.png': picture(3),
      'train/0/9000099L.png': picture(5),
      'val/4/9000622L.png': picture(7),
    });
    const study = await emptyStudy();
    expect((await imported(study, path)).counts).toMatchObject({ imported: 3, failed: 0, labels: { added: 3, changed: 0 } });
    expect((await imported(study, path)).counts).toMatchObject({
      imported: 0,
      alreadyThere: 3,
      labels: { added: 0, changed: 0 },
    });
    const subjects = study.database.prepare('SELECT hip_id, subject, visit, side, joint FROM hips ORDER BY hip_id').all() as {
      subject: string;
      visit: string;
      side: 'right' | 'left';
      joint: string;
    }[]; // as the query says
    expect(subjects.map(({ joint }) => joint)).toEqual(['knee', 'knee', 'knee']);
    const grades = subjects.map((joint) => labelsOfJoint(study.database, joint).kl);
    expect(new Set(grades.map((label) => (label?.kind === 'graded' ? label.value : null)))).toEqual(new Set([0, 3, 4]));
    expect([...splitByName(study.database, 'class folders').values()].toSorted()).toEqual(['train', 'val']);
    study.close();
  });

  it('joins labels to radiographs that are imported later', async () => {
    const labels = folderWith('labels-first', { 'labels.csv': readFileSync(join(folder, 'films', 'labels.csv')) });
    const study = await emptyStudy();
    expect((await imported(study, labels)).counts.labels.added).toBeGreaterThan(5);
    cpSync(`${film}.pts`, join(labels, 'x.dcm.pts'));
    cpSync(film, join(labels, 'x.dcm'));
    await imported(study, labels);
    const joint = study.database.prepare("SELECT subject, visit, side FROM hips WHERE side = 'left'").get() as {
      subject: string;
      visit: string;
      side: 'left';
    }; // as the query says
    expect(Object.keys(labelsOfJoint(study.database, joint)).length).toBeGreaterThan(3);
    expect(study.database.prepare('SELECT count(DISTINCT subject) FROM labels').pluck().get()).toBe(1);
    study.close();
  });
});
