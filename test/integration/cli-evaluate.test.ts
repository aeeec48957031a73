// `osteograde evaluate --study` as a user runs it: a part of a study as it is, figures that follow from the printed rows.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { putTrueOutlines } from '../../main/database/films/true-outlines.ts';
import { putReading } from '../../main/database/readings.ts';
import { openStudyDatabase } from '../../main/database/study-database.ts';
import { AgreementSchema, EstimateSchema, EvaluationRowSchema, TruthSchema } from '../../main/domain/evaluation/evaluation.ts';
import { hipId } from '../../main/domain/hip.ts';
import { isGrade } from '../../main/domain/grade.ts';
import { parseFigures } from '../../main/domain/evaluation/parse-figures.ts';
import { perQuadrant, QUADRANTS } from '../../main/domain/quadrant.ts';
import { subjectHash } from '../../main/learning/evaluation/seen-subjects.ts';
import { answersOfKind } from '../../main/learning/evaluation/evaluation-rows.ts';
import { measureRows } from '../../main/learning/evaluation/measure-rows.ts';
import { meanKappa } from '../../main/statistics/kappa.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { films } from '../unit/cohort/films.ts';
import { tinyWeights, writeTinyModel } from '../unit/inference/tiny-model.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-evaluate-'));
const study = join(home, 'study');
const models = join(home, 'models');
const run = (...args: string[]) => osteograde(args, { home });

const Printed = z.object({
  model: z.string(),
  split: z.string(),
  seed: z.number(),
  hips: z.number(),
  subjects: z.number(),
  figures: z.record(z.string(), EstimateSchema),
  perQuadrant: z.record(z.string(), z.object({ quadraticKappa: EstimateSchema, items: z.number() }).loose()),
  perHip: z.array(EvaluationRowSchema),
  meanKappa: EstimateSchema,
  kappa: z.record(z.string(), EstimateSchema),
  earlierModels: z.array(z.string()),
  truth: TruthSchema,
  agreement: z.array(AgreementSchema),
  subgroups: z.array(z.object({ by: z.string(), value: z.string(), hips: z.number() })),
  worstCases: z.array(
    z.object({ subject: z.string(), side: z.string(), answer: z.string(), truth: z.number(), grade: z.number() }),
  ),
});

beforeAll(async () => {
  mkdirSync(models);
  writeTinyModel(models);
  writeTinyModel(models, { name: 'other', weights: tinyWeights(2) });
  await films(join(home, 'films'), 8);
  await run('import', join(home, 'films'), '--study', study, '--json');
  await run('split', study, '--preset', '70-15-15', '--stratify', 'none', '--name', 'mine');
}, 300_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const evaluate = async (...args: string[]) => {
  const { stdout, stderr, code } = await run('evaluate', '--study', study, '--json', ...args);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return Printed.parse(parseFigures(stdout));
};

/** The kinds of files in a folder; each of them holds something. */
function kindsIn(folder: string): Record<string, boolean> {
  return Object.fromEntries(readdirSync(folder).map((name) => [extname(name).slice(1), statSync(join(folder, name)).size > 20]));
}

describe('osteograde evaluate --study', { timeout: 180_000 }, () => {
  it('measures the hips of a part, and its figures and intervals follow from the printed rows and the seed', async () => {
    const printed = await evaluate('--model', 'tiny', '--split', 'train');
    expect(printed).toMatchObject({ model: 'tiny', split: 'train' });
    expect(printed.hips).toBe(printed.perHip.length);
    expect(printed.subjects).toBe(new Set(printed.perHip.map(({ subject }) => subject)).size);
    const order = printed.perHip.map(({ subject, visit, side }) => `${subject}|${visit}|${side}`);
    expect(order).toEqual(order.toSorted());
    expect(order[0]).toMatch(/^PHANTOM-0000\d\|V00\|left$/);

    const byHand = meanKappa(
      QUADRANTS.map((quadrant) => ({
        truth: printed.perHip.map(({ truth }) => truth[quadrant] ?? Number.NaN),
        predicted: printed.perHip.map(({ grade }) => grade[quadrant] ?? Number.NaN),
      })),
    );
    expect(printed.figures['meanQuadraticKappa']?.value).toBeCloseTo(byHand, 12);
    expect(printed.meanKappa).toEqual(printed.figures['meanQuadraticKappa']);
    const again = measureRows(printed.perHip.toReversed(), answersOfKind('grades'), { seed: printed.seed });
    // Rounded, because sums in another order differ in the last digits.
    const rounded = (figures: Readonly<Record<string, z.infer<typeof EstimateSchema>>>) =>
      Object.entries(figures).map(([name, { value, low, high }]) => [
        name,
        ...[value, low, high].map((each) => each.toPrecision(12)),
      ]);
    expect(rounded(again.figures)).toEqual(rounded(printed.figures));
  });

  it('gives the truth of the label table', async () => {
    const named = await evaluate('--model', 'tiny', '--split', 'train');
    const [header = '', ...lines] = readFileSync(join(home, 'films', 'labels.csv'), 'utf8')
      .trim()
      .split('\n');
    const columns = header.split(',');
    const { subject, side, truth } = named.perHip[0] ?? { subject: '', side: 'left', truth: {} };
    const cells = lines.map((line) => line.split(',')).find((line) => line.includes(subject) && line.includes(side));
    expect(truth['femur-superior']).toBe(Number(cells?.[columns.indexOf('osteo_fem_sup')]));
  });

  it('puts the test table onto the card, with the recall of each grade', async () => {
    const out = join(home, 'out');
    const printed = await evaluate('--model', 'tiny', '--figures', out);
    expect(printed.split).toBe('test');
    expect(readFileSync(join(out, 'roc.svg'), 'utf8')).toContain('>ROC of presence');
    expect(readFileSync(join(out, 'roc.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(readFileSync(join(out, 'confusion.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(readFileSync(join(out, 'figures.tex'), 'utf8')).toContain('meanQuadraticKappa');
    const Card = z.object({ figures: z.array(z.object({ name: z.string(), data: z.string(), value: z.number() })) });
    const { figures } = Card.parse(JSON.parse(readFileSync(join(models, 'tiny.json'), 'utf8')));
    expect(figures.map(({ name }) => name)).toContain('recall of grade 0, acetabulum-inferior');
    expect(figures[0]?.data).toMatch(/the test part of the split mine of a study/);
  });

  it('writes tables and figures of a folder as well', { tags: ['slow'], timeout: 400_000 }, async () => {
    const figures = join(home, 'of a folder');
    const { stdout, stderr, code } = await run('evaluate', join(home, 'films'), '--model', 'tiny', '--figures', figures);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/mean linear kappa +-?\d[\s\S]*femur-superior.*\n {4}linear kappa.*\n {4}unweighted kappa/);
    const [, distance] = /centre of mass to landmark, px +(\S+)/.exec(stdout) ?? [];
    expect(Number(distance)).toBeLessThan(224 * Math.SQRT2);
    expect(readFileSync(join(figures, 'subgroups.csv'), 'utf8')).toContain('side,left,');
    expect(kindsIn(figures)).toMatchObject({ csv: true, md: true, tex: true, svg: true, pdf: true, png: true });
    expect(readFileSync(join(figures, 'confusion.svg'), 'utf8')).toContain('femur-superior');
  });

  it('says that the part was used before, when a second model is measured on it', { tags: ['slow'] }, async () => {
    const again = await evaluate('--model', 'tiny');
    expect(again.earlierModels).toEqual([]);
    const { stdout, code } = await run('evaluate', '--study', study, '--model', 'other');
    expect(code).toBe(0);
    expect(stdout).toContain('The part test was measured before with tiny.');
  });

  it('compares two models on the same hips, without grading again what was measured', { tags: ['slow'] }, async () => {
    const Compared = z.object({
      hips: z.number(),
      models: z.array(z.object({ name: z.string(), figures: z.record(z.string(), EstimateSchema) })),
      pairs: z.array(
        z.object({
          differences: z.record(z.string(), EstimateSchema),
          mcnemar: z.array(z.object({ p: z.number(), adjusted: z.number() })),
          wilcoxon: z.object({ pairs: z.number() }),
        }),
      ),
    });
    const figures = join(home, 'comparison');
    const { stdout, stderr } = await run('compare', 'tiny', 'other', '--study', study, '--json', '--figures', figures);
    expect(stderr).toBe('');
    expect(kindsIn(figures)).toMatchObject({ csv: true, md: true, tex: true, svg: true, pdf: true, png: true });
    expect(readFileSync(join(figures, 'roc.svg'), 'utf8')).toMatch(/tiny[\s\S]*other/);
    const { hips, models: compared, pairs } = Compared.parse(parseFigures(stdout));
    expect(hips).toBeGreaterThan(0);
    const [tiny, other] = compared.map(({ figures }) => figures['meanAccuracy']?.value ?? Number.NaN);
    expect(pairs[0]?.differences['meanAccuracy']?.value).toBeCloseTo((tiny ?? 0) - (other ?? 0), 12);
    expect(pairs[0]?.mcnemar).toHaveLength(4);
    const one = await run('compare', 'tiny', '--study', study);
    expect(one.stderr).toContain('at least two models');
    const nobody = await run('compare', 'tiny', 'other', '--study', study, '--hip', 'NOBODY/V00/right', '--figures', figures);
    const [, hip = ''] = /such as (\S+\/(?:right|left))/.exec(nobody.stderr) ?? [];
    expect(await run('compare', 'tiny', 'other', '--study', study, '--hip', hip, '--figures', figures)).toMatchObject({
      code: 0,
    });
    const drawn = readFileSync(join(figures, `hip-${hip.replaceAll('/', '-')}.svg`), 'utf8');
    expect(drawn.match(/<image /g)).toHaveLength(2 * 5);
    expect(drawn).toMatch(/tiny[\s\S]*femur-superior: grade \d[\s\S]*other/);
    expect((await run('compare', 'tiny', 'other', '--study', study, '--hip', hip)).stderr).toContain('--figures');
  });

  it(
    'compares with readings or labels alone on demand, and both with each other and with the model',
    { tags: ['slow'] },
    async () => {
      const merged = await evaluate('--model', 'tiny', '--split', 'train', '--pseudonyms');
      expect(merged).toMatchObject({ truth: 'merged', agreement: [] });
      const read = merged.perHip.slice(0, 3);
      const database = openStudyDatabase(join(study, 'study.sqlite'));
      for (const row of read) {
        for (const quadrant of QUADRANTS) {
          const grade = quadrant === 'femur-superior' ? 3 - (row.truth[quadrant] ?? 0) : (row.truth[quadrant] ?? 0);
          if (!isGrade(grade)) throw new RangeError(`${grade} is no grade.`);
          const label = { kind: 'graded', grade } as const;
          putReading(database, { hipId: hipId(row), quadrant, reader: 'reader', label, readAt: '2026-11-01T00:00:00.000Z' });
        }
      }
      database.close();
      const figures = join(home, 'against readings');
      const choices = ['--model', 'tiny', '--split', 'train', '--pseudonyms', '--truth'];
      const readings = await evaluate(...choices, 'readings', '--figures', figures);
      expect(readings.truth).toBe('readings');
      expect(readings.perHip.map((row) => [row.subject, row.truth['femur-superior']])).toEqual(
        read.map((row) => [row.subject, 3 - (row.truth['femur-superior'] ?? 0)]),
      );
      const pairs = readings.agreement.map(({ first, second, hips }) => [first, second, hips]);
      expect(pairs).toEqual([
        ['readings', 'labels', 3],
        ['readings', 'model', 3],
        ['labels', 'model', merged.hips],
      ]);
      const [ofReadings] = readings.agreement;
      expect(ofReadings?.answers['femur-inferior']?.confusion.flat().filter((_, at) => at % 5 !== 0)).toEqual(Array(12).fill(0));
      expect(ofReadings?.answers['femur-superior']?.confusion.flat().filter((_, at) => at % 5 === 0)).toEqual(Array(4).fill(0));
      const csv = readFileSync(join(figures, 'agreement.csv'), 'utf8');
      expect(csv).toMatch(/^first,second,answer,hips,quadraticKappa,.*krippendorffAlpha,/);
      expect(csv).toContain('readings,labels,all,3,');
      expect(readFileSync(join(figures, 'agreement.tex'), 'utf8')).toContain('krippendorffAlpha');

      const labels = await evaluate(...choices, 'labels');
      expect(labels.perHip.map(({ truth }) => truth)).toEqual(merged.perHip.map(({ truth }) => truth));
      expect(labels.agreement).toEqual(readings.agreement);
      const { stdout } = await run('evaluate', '--study', study, '--model', 'tiny', '--split', 'train', '--truth', 'readings');
      expect(stdout).toContain('against readings alone');
      expect(stdout).toMatch(/agreement of readings and labels, 3 hips of \d subjects\n {2}mean kappa/);
      const models = ['compare', 'tiny', 'other', '--study', study, '--split', 'train', '--truth', 'readings'];
      expect((await run(...models)).stdout).toMatch(/^3 hips of \d subjects, part train of the split \S+, readings alone\n/);
      const alone = await run('evaluate', '--truth', 'labels', '--subjects', '1');
      expect(alone.stderr).toContain('Name the study with --study.');
    },
  );

  it('measures the share of the evidence inside true outlines, where the study has them', { tags: ['slow'] }, async () => {
    const before = await evaluate('--model', 'tiny', '--split', 'train', '--pseudonyms');
    expect(before.figures).not.toHaveProperty('inOutline');
    const film = [
      { x: -1e5, y: -1e5 },
      { x: 1e5, y: -1e5 },
      { x: 1e5, y: 1e5 },
      { x: -1e5, y: 1e5 },
    ];
    const database = openStudyDatabase(join(study, 'study.sqlite'));
    for (const row of before.perHip)
      putTrueOutlines(
        database,
        hipId(row),
        perQuadrant(() => film),
      );
    database.close();
    const { figures, perHip } = await evaluate('--model', 'tiny', '--split', 'train');
    const shares = perHip.flatMap(({ evidence = {} }) => Object.values(evidence).map(({ inOutline }) => inOutline));
    expect(shares).toHaveLength(4 * perHip.length);
    expect(shares.every((share) => share === 1 || Number.isNaN(share))).toBe(true);
    expect(figures['inOutline']?.value).toBe(1);
  });

  it('gives subgroups and the worst cases, and writes their tables', { tags: ['slow'] }, async () => {
    const figures = join(home, 'groups');
    const { perHip, subgroups, worstCases } = await evaluate('--model', 'tiny', '--split', 'train', '--figures', figures);
    expect(subgroups.filter(({ by }) => by === 'side').map(({ value, hips }) => [value, hips])).toEqual(
      ['left', 'right'].map((side) => [side, perHip.filter((row) => row.side === side).length]),
    );
    const distances = worstCases.map(({ truth, grade }) => Math.abs(truth - grade));
    expect(distances.length).toBeGreaterThan(0);
    expect(distances).toEqual(distances.toSorted((a, b) => b - a));
    const { subject, side, answer, truth, grade } = worstCases[0];
    const row = perHip.find((each) => each.subject === subject && each.side === side);
    expect([row?.truth[answer], row?.grade[answer]]).toEqual([truth, grade]);
    expect(readFileSync(join(figures, 'subgroups.csv'), 'utf8')).toContain('side,left,');
    expect(readFileSync(join(figures, 'worst-cases.csv'), 'utf8').split('\r\n')[1]).toContain(subject);
  });

  it('refuses a test part that holds a subject the model has seen', async () => {
    const database = openStudyDatabase(join(study, 'study.sqlite'));
    const [seen] = z.array(z.string()).parse(database.prepare("SELECT subject FROM splits WHERE part = 'test'").pluck().all());
    database.close();
    const subjects = { train: [subjectHash(seen ?? '')], validation: [] };
    writeTinyModel(models, {
      name: 'leaking',
      change: (card) => ({ ...card, training: { data: 'x', synthetic: true, seed: 1, subjects } }),
    });
    const refused = await run('evaluate', '--study', study, '--model', 'leaking', '--split', 'test');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/learned from and the test part/);
  });

  it('refuses a folder with films of a subject the model has seen', { tags: ['slow'] }, async () => {
    const subjects = { train: [], validation: [subjectHash('PHANTOM-00001')] };
    writeTinyModel(models, {
      name: 'leaking-from-films',
      change: (card) => ({ ...card, training: { data: 'x', synthetic: true, seed: 1, subjects } }),
    });
    const refused = await run('evaluate', join(home, 'films'), '--model', 'leaking-from-films');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/PHANTOM-00001 is in what leaking-from-films learned from and the test part/);
  });

  it('refuses phantoms of a seed that the model learned from', async () => {
    const recipe = { data: { seed: 5, validation: { seed: 6 } } };
    writeTinyModel(models, {
      name: 'seeded',
      change: (card) => ({ ...card, training: { data: 'x', synthetic: true, seed: 1, recipe } }),
    });
    for (const seed of ['5', '6']) {
      const refused = await run('evaluate', '--model', 'seeded', '--seed', seed, '--subjects', '1');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('Choose a seed other than 5 and 6');
    }
  });
});
