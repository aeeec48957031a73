// `osteograde audit` and `osteograde split` as a user runs them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStudyDatabase } from '../../main/database/study-database.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { largeStudy } from '../fixtures/large-study.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-cohort-'));
const study = join(home, 'study');

beforeAll(() => largeStudy(study, 400, 7));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const Audit = z.object({
  passes: z.boolean(),
  audits: z.number(),
  findings: z.array(z.object({ audit: z.string(), severity: z.string() })),
});
const Split = z.object({
  name: z.string(),
  kept: z.number(),
  subjects: z.object({ train: z.number(), val: z.number(), test: z.number() }),
});

const run = (...args: string[]) => osteograde(args, { home });

describe('the command line on a cohort', { timeout: 120_000 }, () => {
  it('audits a study, and its exit code reports findings that block training', async () => {
    const blocking = async () => {
      const { code, stdout } = await run('audit', study, '--json');
      const { passes, audits, findings } = Audit.parse(JSON.parse(stdout));
      expect({ code, passes, audits }).toEqual({ code: 1, passes: false, audits: 16 });
      return [...new Set(findings.filter(({ severity }) => severity === 'blocks').map(({ audit }) => audit))];
    };
    expect(await blocking()).toEqual(['stored-pictures']); // the rows of this study were made without pictures
    const database = openStudyDatabase(join(study, 'study.sqlite'));
    database.exec(`UPDATE radiographs SET pixels_object = '${'0'.repeat(64)}' WHERE radiograph_id IN
      (SELECT radiograph_id FROM radiographs JOIN splits USING (subject) WHERE part = 'train' LIMIT 1)
      OR radiograph_id IN (SELECT radiograph_id FROM radiographs JOIN splits USING (subject) WHERE part = 'test' LIMIT 1)`);
    database.close();
    expect(await blocking()).toEqual(['stored-pictures', 'subject-leak']);
    const leaking = await run('audit', study);
    expect(leaking.stdout).toMatch(/Record of changes: \d+ rows, the last one [0-9a-f]{64}/);
    expect(leaking.stdout).toContain('BLOCKS TRAINING: The same picture belongs to subjects in different parts');
  });

  it('splits by subject, keeps the parts of an imported split, and reports a name that is taken', async () => {
    const built = await run('split', study, '--preset', '70-15-15', '--keep', 'imported', '--name', 'mine', '--json');
    const { subjects, kept, name } = Split.parse(JSON.parse(built.stdout));
    expect(name).toBe('mine');
    expect(subjects.train + subjects.val + subjects.test).toBe(40);
    expect(kept).toBe(38);
    const again = await run('split', study, '--name', 'mine');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('There is already a split named mine');
  });
});
