// Where training takes its pictures and labels from, and which data it refuses.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putHip } from '../../../../main/database/hips.ts';
import { putImport } from '../../../../main/database/imports.ts';
import { putLabels } from '../../../../main/database/labels.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import { putReading } from '../../../../main/database/readings.ts';
import { chooseSplit, putSplit } from '../../../../main/database/splits.ts';
import type { NamedLabels } from '../../../../main/domain/label.ts';
import type { SplitPart } from '../../../../main/domain/study/split.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { folderChecks } from '../../../../main/learning/preflight/preflight-folder.ts';
import { studyChecks } from '../../../../main/learning/preflight/preflight-study.ts';
import { openStudyDatabase } from '../../../../main/database/study-database.ts';
import { classFolderSet, findClassPictures } from '../../../../main/learning/data/class-folder-set.ts';
import { readStudyHips, studyFindings, studyHipSet } from '../../../../main/learning/data/study-hip-set.ts';
import { hipSets, kneeSets } from '../../../../main/learning/data/training-data.ts';
import { parseRecipe, type RecipeOf } from '../../../../main/training/recipe.ts';
import { readFileSync } from 'node:fs';
import { newStudy, temporaryFolder } from '../../cohort/films.ts';
import { preparedHip, radiograph } from '../../database/fixtures.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true }));
const never = new AbortController().signal;

function preset(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../../../resources/recipes/${name}.json`, import.meta.url), 'utf8')) as object; // our own file
}

function kneeRecipe(): RecipeOf<3> {
  const parsed = parseRecipe(JSON.stringify(preset('knee-mobilenet-cross-entropy')));
  if (!parsed.ok || parsed.value.system !== 3) throw new Error('the preset is no recipe of System 3');
  return { ...parsed.value, data: { ...parsed.value.data, stored: { height: 10, width: 8 } } };
}

/** Writes one picture per grade, except the grades left out. It is 8 x 8 and its brightness rises with the grade. */
async function classFolders(part: string, prefix: string, without: readonly number[] = []): Promise<void> {
  for (const grade of [0, 1, 2, 3, 4].filter((each) => !without.includes(each))) {
    const place = join(folder, 'knees', part, String(grade));
    await mkdir(place, { recursive: true });
    const data = new Uint8Array(64).fill(50 * grade);
    await writeFile(join(place, `${prefix}${grade}R.png`), encode({ width: 8, height: 8, data, channels: 1, depth: 8 }));
  }
}

describe('class folders', () => {
  const prepare = () =>
    kneeSets(kneeRecipe(), { data: join(folder, 'knees'), cache: join(folder, 'cache'), version: '1' }, () => undefined, never);

  it('become pictures of one size with grade and subject, and the cache returns the same', async () => {
    await classFolders('train', '1');
    await classFolders('val', '2');
    const once = await prepare();
    expect(once).toMatchObject({ ok: true, value: { provenance: { counts: { train: 5, validation: 5 } } } });
    expect(await prepare()).toEqual(once);
    if (!once.ok) throw new Error('refused');
    const { stored, items } = once.value.sets.train;
    expect(stored.size).toEqual({ height: 10, width: 8 });
    expect(items.map(({ subject, labels }) => [subject, labels.kl])).toEqual([0, 1, 2, 3, 4].map((kl) => [`1${kl}`, kl]));
    expect([stored.pixels[0], stored.pixels[4 * 80], stored.pixels.length]).toEqual([0, 200, 400]);
  });

  it('are cut to their region before they are resized', async () => {
    const place = join(folder, 'knees', 'train', '0');
    await mkdir(place, { recursive: true });
    const data = Uint8Array.from({ length: 64 }, (_, index) => 10 * Math.floor(index / 8) + (index % 8)); // row and column
    await writeFile(join(place, '1R.png'), encode({ width: 8, height: 8, data, channels: 1, depth: 8 }));
    const region = { top: 0.25, left: 0.5, height: 0.5, width: 0.5 };
    const asked = { ...kneeRecipe().data, region, stored: { height: 4, width: 4 } };
    const set = valueOrThrow(
      await classFolderSet(
        { folder: join(folder, 'knees'), part: 'train', data: asked, seed: 1, cache: join(folder, 'cache') },
        () => undefined,
        never,
      ),
    );
    expect([...set.stored.pixels]).toEqual([2, 3, 4, 5].flatMap((row) => [4, 5, 6, 7].map((column) => 10 * row + column)));
  });

  it('hold back whole subjects of train to select the epoch, and then do not read val', async () => {
    const knees = join(folder, 'knees');
    for (const grade of [0, 1, 2, 3, 4]) {
      await mkdir(join(knees, 'train', String(grade)), { recursive: true });
      for (let subject = 0; subject < 30; subject++)
        for (const side of ['L', 'R'])
          await writeFile(join(knees, 'train', String(grade), `${100 * grade + subject}${side}.png`), '');
    }
    const data = { ...kneeRecipe().data, heldOut: 0.3 };
    const subjectsIn = async (part: 'train' | 'held-out') =>
      valueOrThrow(await findClassPictures({ folder: knees, part, data, seed: 1 })).map(({ subject }) => subject);
    const [kept, heldOut] = [await subjectsIn('train'), await subjectsIn('held-out')];
    expect(kept.length + heldOut.length).toBe(300);
    expect(kept.filter((subject) => heldOut.includes(subject))).toEqual([]);
    expect(heldOut.length).toBeGreaterThan(50);
    expect(heldOut.length).toBeLessThan(130);
    const checks = await folderChecks({ ...kneeRecipe(), data }, knees);
    expect(checks.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
  });

  it('without a picture of some grade are refused, with the grade and a remedy', async () => {
    await classFolders('train', '1', [3]);
    await classFolders('val', '2');
    const message: unknown = expect.stringMatching(/grade 3 of Kellgren and Lawrence.*Add some/);
    expect(await prepare()).toMatchObject({ ok: false, failure: { code: 'labels-malformed', message } });
  });

  it('with a file that is not a picture are refused, naming the file', async () => {
    await classFolders('train', '1');
    await writeFile(join(folder, 'knees', 'train', '2', '77L.jpg'), 'no picture');
    const message: unknown = expect.stringContaining('77L.jpg');
    expect(await prepare()).toMatchObject({ ok: false, failure: { code: 'picture-malformed', message } });
  });

  it('with a picture in a folder that is not a grade are refused, naming the path', async () => {
    await classFolders('train', '1');
    await classFolders('val', '2');
    await mkdir(join(folder, 'knees', 'val', '7'));
    await writeFile(join(folder, 'knees', 'val', '7', '99L.png'), '');
    const message: unknown = expect.stringMatching(/val.7.99L\.png .*folders 0 to 4/);
    expect(await prepare()).toMatchObject({ ok: false, failure: { code: 'labels-malformed', message } });
  });

  it('are checked by name before the start, and blocked if training would refuse them', async () => {
    const blocks = async (recipe = kneeRecipe(), place: string | null = join(folder, 'knees')) =>
      (await folderChecks(recipe, place)).filter(({ level }) => level === 'blocks').map(({ name, words }) => `${name}: ${words}`);
    expect(await blocks(kneeRecipe(), null)).toEqual([expect.stringMatching(/^data: .*Name the folder/)]);
    expect(await blocks()).toEqual([expect.stringMatching(/^data: .*train/)]);
    await classFolders('train', '1', [3]);
    await classFolders('val', '2');
    expect(await blocks()).toEqual([
      expect.stringMatching(/^labels: No training picture has grade 3 of Kellgren and Lawrence.*Add some/),
    ]);
    expect(await blocks({ ...kneeRecipe(), emptyGrades: 'allowed' })).toEqual([]);
    await classFolders('train', '1');
    expect(await blocks()).toEqual([]);
    await classFolders('val', '1', [0, 1, 2]);
    expect(await blocks()).toEqual([
      expect.stringMatching(/^split: 2 subjects are in training and validation \(the first is 13\)/),
    ]);
    await writeFile(join(folder, 'knees', 'train', '0', 'knee.png'), '');
    expect(await blocks()).toEqual([expect.stringMatching(/^data: .*knee\.png/)]);
  });

  it('that share subjects with a test folder are refused, by file names alone', async () => {
    await classFolders('train', '1');
    await classFolders('val', '2');
    const split = async () => (await folderChecks(kneeRecipe(), join(folder, 'knees'))).find(({ name }) => name === 'split');
    const place = join(folder, 'knees', 'test', '4');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, '30L.png'), 'never opened');
    await writeFile(join(place, 'notes.txt'), '');
    expect(await prepare()).toMatchObject({ ok: true });
    expect(await split()).toMatchObject({ level: 'ok' });
    await writeFile(join(place, '23L.png'), '');
    const one = 'The subject 23 is in the folders val and test. Split the data by subject.';
    expect(await prepare()).toMatchObject({ ok: false, failure: { code: 'split-leak', message: one } });
    expect(await split()).toMatchObject({ level: 'blocks', words: one });
    for (const subject of ['12', '14']) await writeFile(join(place, `${subject}L.png`), '');
    const several = '2 subjects are in the folders train and test (the first is 12). Split the data by subject.';
    expect(await prepare()).toMatchObject({ ok: false, failure: { code: 'split-leak', message: several } });
    expect(await split()).toMatchObject({ level: 'blocks', words: several });
  });

  it('that do not exist, or are not named, are reported as missing', async () => {
    expect((await prepare()).ok).toBe(false);
    const unnamed = await kneeSets(kneeRecipe(), { cache: folder, version: '1' }, () => undefined, never);
    expect(unnamed).toMatchObject({ ok: false, failure: { code: 'bad-request' } });
  });
});

describe('a study', () => {
  const graded = (value: number) => ({ kind: 'graded', value }) as const;
  const all = (value: number): NamedLabels => ({
    'femur-superior': graded(value),
    'femur-inferior': graded(0),
    'acetabulum-superior': graded(0),
    'acetabulum-inferior': graded(1),
  });

  async function study(
    labels: Readonly<Record<string, NamedLabels>>,
    parts: Readonly<Record<string, SplitPart>>,
    withoutLandmarks: readonly string[] = [],
  ): Promise<string> {
    const path = join(folder, 'study');
    const opened = await newStudy(path);
    const { database, objects } = opened;
    putImport(database, { importId: 'i', at: '2026-01-01', kind: 'labels', detail: {} });
    for (const [index, subject] of Object.keys(parts).entries()) {
      const { sha256 } = await objects.put(new Uint8Array(224 * 224).fill(index));
      insertRadiograph(database, { ...radiograph(subject, subject, 'V00'), pixels: { object: sha256, low: 0, slope: 1 } });
      const hip = preparedHip(subject, subject, 'V00', 'right');
      if (hip.prepared === null) throw new Error('the fixture has a crop');
      const landmarks = withoutLandmarks.includes(subject) ? [] : hip.prepared.landmarks;
      putHip(database, { ...hip, prepared: { ...hip.prepared, landmarks, cropObject: sha256 } });
      const joint = { cohort: '', subject, visit: 'V00', side: 'right', labels: labels[subject] ?? {}, metadata: {} } as const;
      putLabels(database, { importId: 'i', who: 'R', at: '2026', why: null }, [joint]);
    }
    putSplit(database, 'mine', new Map(Object.entries(parts)));
    chooseSplit(database, 'mine');
    const label = { kind: 'graded', grade: 3 } as const;
    putReading(database, { hipId: 'A|V00|right', quadrant: 'femur-inferior', reader: 'R', label, readAt: '2026-02-01' });
    opened.close();
    return path;
  }

  it('provides its labelled hips by split, and a reading replaces the imported label', async () => {
    const path = await study(
      { A: all(2), B: { global: { kind: 'binary', value: 1 } }, D: all(1) },
      { A: 'train', B: 'train', C: 'train', D: 'val' },
    );
    const hips = await readStudyHips(path, undefined);
    if (!hips.ok) throw new Error(hips.failure.message);
    const set = studyHipSet(hips.value.parts.train);
    if (!set.ok) throw new Error(set.failure.message);
    expect(set.value.hips.map(({ hip, labels }) => [hip.subject, labels.kind])).toEqual([
      ['A', 'strong'],
      ['B', 'weak'],
    ]);
    const [{ labels, zones }] = set.value.hips;
    expect(labels).toMatchObject({ quadrants: { 'femur-superior': { grade: 2 }, 'femur-inferior': { grade: 3 } } });
    expect(zones?.['acetabulum-superior']).toHaveLength(1);
    expect([set.value.crops.length, set.value.crops[224 * 224]]).toEqual([2 * 224 * 224, 1]);
    expect(hips.value.parts.val).toHaveLength(1);
    const findings = studyFindings(hips.value.parts.train);
    expect(findings).toMatchObject({
      ok: true,
      value: { items: [{ labels: { 'femoral-osteophytes': 3, 'acetabular-osteophytes': 1, cysts: null } }] },
    });
  });

  it('with a label off its scale is refused, naming the hip', async () => {
    const path = await study({ A: { ...all(0), 'femur-superior': graded(4) }, D: all(0) }, { A: 'train', D: 'val' });
    const message: unknown = expect.stringMatching(/A.*V00/);
    expect(await readStudyHips(path, undefined)).toMatchObject({ ok: false, failure: { code: 'labels-malformed', message } });
  });

  it('is checked before the start, and blocked if training would refuse it', async () => {
    const path = await study({ A: all(2), D: all(1) }, { A: 'train', D: 'val' });
    const database = openStudyDatabase(join(path, 'study.sqlite'));
    const labels = (name: string, change: object = {}) => {
      const parsed = parseRecipe(JSON.stringify({ ...preset(name), ...change }));
      if (!parsed.ok || parsed.value.system === 3) throw new Error('the preset learns from hips');
      return studyChecks({ database }, parsed.value).find((check) => check.name === 'labels');
    };
    const words: unknown = expect.stringMatching(/No training picture has grade 0 of femur superior.*Add some/);
    expect(labels('system1-masked')).toMatchObject({ level: 'blocks', words });
    expect(labels('system1-masked', { emptyGrades: 'allowed' })).toMatchObject({ level: 'ok' });
    const presence: unknown = expect.stringMatching(
      /No training hip is labelled as free of osteophytes at femur superior.*Add some/,
    );
    expect(labels('system2-prior')).toMatchObject({ level: 'blocks', words: presence });
    expect(labels('system2-prior', { emptyGrades: 'allowed' })).toMatchObject({ level: 'ok' });
    const finding: unknown = expect.stringMatching(/No training picture has grade 0 of femoral osteophytes/);
    expect(labels('system4-densenet161')).toMatchObject({ level: 'blocks', words: finding });
    database.close();
  });

  it('is checked by the hips within the budget, before the start and at the start', async () => {
    const even = (value: number): NamedLabels => Object.fromEntries(QUADRANTS.map((quadrant) => [quadrant, graded(value)]));
    const names = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `T${index}`);
    const path = await study(
      { ...Object.fromEntries(names.map((name, index) => [name, even(index % 4)])), A: even(1) },
      { ...Object.fromEntries(names.map((name) => [name, 'train' as const])), A: 'val' },
    );
    const asked = async (change: object) => {
      const parsed = parseRecipe(JSON.stringify({ ...preset('system1-masked'), ...change }));
      if (!parsed.ok || parsed.value.system !== 1) throw new Error('the preset is of System 1');
      const prepared = await hipSets(parsed.value, { study: path, cache: folder, version: '1' }, () => undefined, never);
      const database = openStudyDatabase(join(path, 'study.sqlite'));
      const check = studyChecks({ database }, parsed.value).find(({ name }) => name === 'labels');
      database.close();
      return [prepared.ok ? 'ok' : prepared.failure.message, check?.level === 'ok' ? 'ok' : check?.words];
    };
    expect(await asked({ budget: undefined })).toEqual(['ok', 'ok']);
    expect(await asked({ budget: { strong: 8, weak: 0 } })).toEqual(['ok', 'ok']);
    const [prepared, checked] = await asked({ budget: { strong: 3, weak: 0 } }); // 3 hips cannot show 4 grades
    expect(prepared).toMatch(/^No training picture within the budget of 3 strong hips has grade \d of .*Raise the budget/);
    expect(checked).toBe(prepared);
    // What the oracle knows of the others counts.
    expect(await asked({ budget: { strong: 3, weak: 5 }, strategy: 'oracle' })).toEqual(['ok', 'ok']);
    expect(await asked({ budget: { strong: 3, weak: 0 }, emptyGrades: 'allowed' })).toEqual(['ok', 'ok']);
  });

  it('has no zones for a crop without landmarks, such as a crop of a cohort file', async () => {
    const path = await study({ A: all(2), B: all(1), D: all(1) }, { A: 'train', B: 'train', D: 'val' }, ['B']);
    const { parts } = valueOrThrow(await readStudyHips(path, undefined));
    const { hips } = valueOrThrow(studyHipSet(parts.train));
    expect(hips.map(({ zones }) => zones?.['femur-superior'].length)).toEqual([3, undefined]);
  });

  it('with a training hip without landmarks is refused if the recipe has a landmark prior', async () => {
    const path = await study({ A: all(2), B: all(1), D: all(1) }, { A: 'train', B: 'train', D: 'val' }, ['B', 'D']);
    const asked = async (weight: number) => {
      const change = { prior: { weight, radius: 30, sigma: 15 }, emptyGrades: 'allowed' };
      const parsed = parseRecipe(JSON.stringify({ ...preset('system2-prior'), ...change }));
      if (!parsed.ok || parsed.value.system !== 2) throw new Error('the preset is of System 2');
      const prepared = await hipSets(parsed.value, { study: path, cache: folder, version: '1' }, () => undefined, never);
      const database = openStudyDatabase(join(path, 'study.sqlite'));
      const check = studyChecks({ database }, parsed.value).find(({ name }) => name === 'labels');
      database.close();
      return [prepared.ok ? 'ok' : prepared.failure.message, check?.level === 'ok' ? 'ok' : check?.words];
    };
    const words: unknown = expect.stringMatching(
      /^1 of 2 training hips has no landmarks.*landmark prior.*weight of the prior to 0/,
    );
    expect(await asked(0.1)).toEqual([words, words]);
    expect(await asked(0)).toEqual(['ok', 'ok']);
  });

  it('must be the folder of a study; nothing is written to another folder', async () => {
    expect(await readStudyHips(folder, undefined)).toMatchObject({ ok: false, failure: { code: 'study-not-found' } });
    expect(await readdir(folder)).toEqual([]);
  });

  it('without a split by that name is refused', async () => {
    const path = await study({ A: all(0) }, { A: 'train' });
    const message: unknown = expect.stringContaining('other');
    expect(await readStudyHips(path, 'other')).toMatchObject({ ok: false, failure: { code: 'bad-request', message } });
  });
});
