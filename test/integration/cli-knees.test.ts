// Knees on the command line: the model is listed, and pictures are graded as text, JSON and a table.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../main/domain/random.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { kneePng } from '../fixtures/knee-pictures.ts';
import { writeTinyKneeModel } from '../fixtures/tiny-knee-model.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-cli-knees-'));
const [good, bad] = [join(home, 'knee.png'), join(home, 'letter.png')];
beforeAll(async () => {
  await writeTinyKneeModel(join(home, 'models'));
  writeFileSync(good, kneePng(3, seededRandom('knee')));
  writeFileSync(bad, 'Dear colleague');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const predict = (...args: string[]) => osteograde(['predict', '--model', 'knees', ...args], { home });

describe('knees on the command line', { timeout: 180_000 }, () => {
  it('have their models listed with the joint', async () => {
    const { code, stdout } = await osteograde(['models', '--json'], { home });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ name: 'knees', joint: 'knee', system: 3 })]),
      errors: [],
    });
  });

  it('are graded as text with heatmaps, and a bad file costs only its own line', async () => {
    const maps = join(home, 'maps');
    const { code, stdout, stderr } = await predict(bad, good, '--heatmaps', maps);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^letter\.png has the name of a radiograph, but its content is not DICOM, PNG or JPEG\. .*\n$/);
    expect(stdout).toMatch(
      /^knee\.png\n {2}Kellgren-Lawrence grade [0-4] .*\n {2}expected grade \d\.\d\d.*\n\nGraded by knees\. Research use/,
    );
    expect(readdirSync(maps).sort()).toEqual(['knee_att0-mask.png', 'knee_att1-mask.png', 'knee_grad-cam.png']);
  });

  it('are graded alike as JSON and as a table', async () => {
    const [json, csv] = [await predict('--json', bad, good), await predict('--csv', '--keep-identifiers', bad, good)];
    const answer = JSON.parse(json.stdout);
    expect(answer).toMatchObject({
      knees: [
        { file: 'knee.png', grade: expect.any(Number), probabilities: expect.any(Array), expectedGrade: expect.any(Number) },
      ],
      errors: [{ file: expect.stringMatching(/^S-/), code: 'picture-malformed', message: expect.not.stringContaining('letter') }],
      model: { name: 'knees', limits: expect.stringContaining('Research use') },
      notice: expect.stringContaining('Research use'),
    });
    const rows: Record<string, string>[] = parse(csv.stdout, { columns: true });
    expect(rows).toMatchObject([
      {
        file: good,
        kl_grade: String(answer.knees[0].grade),
        expected_grade: answer.knees[0].expectedGrade.toFixed(6),
        problem: '',
      },
      { file: bad, kl_grade: '', problem: expect.stringContaining('letter.png') },
    ]);
    expect([json.code, csv.code]).toEqual([1, 1]);
  });

  it('are not measured on a study, and the refusal says what to do instead', async () => {
    const { code, stderr } = await osteograde(['evaluate', '--model', 'knees', '--study', join(home, 'study')], { home });
    expect(code).toBe(1);
    expect(stderr).toContain('Leave --study out and name a folder with images in class folders');
  });

  it('are refused with options for hips', async () => {
    const { code, stdout } = await predict('--json', '--spacing', '0.2', good);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ knees: [], errors: [{ code: 'wrong-joint' }] });
  });
});
