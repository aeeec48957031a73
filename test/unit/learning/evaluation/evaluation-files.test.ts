import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listEvaluations, readEvaluation } from '../../../../main/learning/evaluation/evaluation-files.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const study = temporaryFolder();
afterAll(() => rmSync(study, { recursive: true, force: true }));

describe('the evaluations of a study from a stranger', () => {
  it('are listed although one of them is a pipe that nobody writes', async () => {
    mkdirSync(join(study, 'evaluations'));
    execFileSync('mkfifo', [join(study, 'evaluations', 'pipe.json')]);
    expect(await listEvaluations(study)).toEqual([]);
    expect(await readEvaluation(study, 'pipe')).toMatchObject({ ok: false, failure: { code: 'file-not-found' } });
  });
});
