// `osteograde locate` as a user runs it: the JSON of its films and errors.

import { rmSync } from 'node:fs';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { osteograde } from '../fixtures/command-line.ts';

const hip = z.strictObject({
  side: z.enum(['right', 'left']),
  x: z.number(),
  y: z.number(),
  radius: z.number().positive(),
  radiusMm: z.number().positive().nullable(),
  probability: z.number().min(0).max(1),
  kind: z.enum(['natural', 'implant', 'unsure']),
});
const problem = z.strictObject({ file: z.string(), code: z.string(), message: z.string() });
const answer = z.strictObject({
  films: z.array(
    z.strictObject({
      file: z.string(),
      spacingMm: z.number().positive().nullable(),
      hips: z.array(hip),
      refused: z.array(z.strictObject({ side: z.enum(['right', 'left']), code: z.string(), message: z.string() })),
    }),
  ),
  errors: z.array(problem),
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-locate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('prints each film with its hips, and each file that is none', { timeout: 240_000 }, async () => {
  const films = join(folder, 'films');
  valueOrThrow(
    await writePhantomCohort({ folder: films, subjects: 1, visits: 1, seed: 7 }, () => undefined, new AbortController().signal),
  );
  const names = (await readdir(films, { recursive: true })).filter((name) => name.endsWith('.dcm'));
  await writeFile(join(folder, 'broken.dcm'), 'no radiograph');
  const files = [...names.map((name) => join(films, name)), join(folder, 'broken.dcm')];
  const { code, stdout } = await osteograde(['locate', ...files, '--json'], { home: folder });
  const { films: located, errors } = answer.parse(JSON.parse(stdout));
  expect(located.map(({ file }) => file)).toEqual(files.slice(0, -1));
  for (const { hips, spacingMm } of located) {
    expect(hips.map(({ side }) => side)).toEqual(['right', 'left']);
    for (const { radius, radiusMm } of hips) expect(radiusMm).toBeCloseTo(radius * (spacingMm ?? NaN), 6);
  }
  expect(errors).toHaveLength(1);
  expect(errors[0].file).toContain('broken.dcm');
  expect(code).toBe(1);
});
