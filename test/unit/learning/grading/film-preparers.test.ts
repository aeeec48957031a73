import { rmSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFile } from '../../../../main/cohort/sources/source-file.ts';
import { failed, success, valueOrThrow } from '../../../../main/domain/failure.ts';
import { startProgram } from '../../../../main/hosts/start-program.ts';
import type { GradedHip } from '../../../../main/inference/graded-hip.ts';
import { openInferenceHere, type GradableHip } from '../../../../main/inference/inference.ts';
import { filmPreparersHere } from '../../../../main/learning/grading/answer-film-preparers.ts';
import { openFilmPreparers } from '../../../../main/learning/grading/film-preparers.ts';
import type { FilmOrder } from '../../../../main/learning/grading/gradable-film.ts';
import { gradeInBatches } from '../../../../main/learning/grading/grade-in-batches.ts';
import { locatingNetworks } from '../../../../main/learning/grading/installed-models.ts';
import { projectRoot } from '../../../../main/hosts/project-files.ts';
import type { ProcessChannel } from '../../../../main/processes/process-channel.ts';
import { films, temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
const resources = `${projectRoot()}/resources`;
let order: FilmOrder;
beforeAll(async () => {
  const [film = ''] = await films(folder, 1);
  const [file, points] = [film, `${film}.pts`].map((path) => diskFile(path, statSync(path).size));
  order = {
    file,
    points: [points],
    spacingMm: null,
    numbering: null,
    networks: locatingNetworks({ resources }),
    pictures: true,
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('preparing films in processes', () => {
  const children: ProcessChannel[] = [];
  const preparers = openFilmPreparers(() => {
    const child = startProgram('film-child');
    children.push(child);
    return child;
  });
  afterAll(() => preparers.close());

  it.each([
    ['with points', true],
    ['without points', false],
  ])('gives the same crops as in this process, of a film %s', async (_, withPoints) => {
    const inference = openInferenceHere();
    const asked = withPoints ? order : { ...order, points: [] };
    const [there, here] = await Promise.all([preparers.prepare(asked), filmPreparersHere(inference).prepare(asked)]);
    await inference.close();
    const film = valueOrThrow(there);
    expect(film).toEqual(valueOrThrow(here));
    expect(film.sides.right).toMatchObject({ outcome: { ok: true }, pointsFrom: withPoints ? 'file' : 'network' });
    expect(film.radiograph).not.toHaveProperty('pixels');
  });

  it('names the film whose process ended, and reads the next one in a new process', async () => {
    const before = children.length;
    const asked = preparers.prepare(order);
    children.at(-1)?.kill();
    const lost = await asked;
    expect(lost.ok ? null : lost.failure.code).toBe('process-ended');
    expect(lost.ok ? null : lost.failure.message).toContain('PHANTOM-00001_V00.dcm');
    expect((await preparers.prepare(order)).ok).toBe(true);
    expect(children.length).toBeGreaterThanOrEqual(before);
  });
});

describe('grading hips as they come', () => {
  const hip = (shade: number): GradableHip => ({ pixels: Uint8Array.of(shade), landmarks: [], numbering: 'original' });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the batches look at the order of the answers alone
  const graded = ({ pixels }: GradableHip) => ({ shade: pixels[0] }) as unknown as GradedHip;
  const grader = () => {
    const asked: number[] = [];
    const grade = gradeInBatches(
      {
        grade: async (_, hips) => {
          asked.push(hips.length);
          await new Promise((resolve) => void setTimeout(resolve, 5));
          const faulty = hips.some(({ pixels }) => pixels[0] === 0);
          return faulty ? failed('model-malformed', 'not finite') : success(hips.map(graded));
        },
      },
      'model.onnx',
    );
    return { asked, grade };
  };

  it('answers each hip, many at once while others are graded', async () => {
    const { asked, grade } = grader();
    const shades = Array.from({ length: 40 }, (_, at) => at + 1);
    const answers = await Promise.all(shades.map((shade) => grade(hip(shade))));
    expect(answers).toEqual(shades.map((shade) => success({ shade })));
    expect(asked).toEqual([1, 32, 7]);
  });

  it('fails only the faulty one of several hips', async () => {
    const { asked, grade } = grader();
    const answers = await Promise.all([1, 2, 0, 3].map((shade) => grade(hip(shade))));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, false, true]);
    expect(asked).toEqual([1, 3, 1, 1, 1]);
  });
});
