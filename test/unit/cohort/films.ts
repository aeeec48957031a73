// Real files to import: a small phantom cohort in its own folder.

import { mkdtempSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { writeCohortOnce } from '../../fixtures/drawn-cohort.ts';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'osteograde-test-'));
}

/** The DICOM files of a cohort, in order. Their points lie beside them. */
export async function films(folder: string, subjects: number, visits = 1): Promise<string[]> {
  await writeCohortOnce({ folder, subjects, visits, seed: 77, enrichment: 'balanced', implantShare: 0 });
  return dicomFiles(folder);
}

async function dicomFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => join(folder, name));
}

export async function newStudy(folder: string): Promise<Study> {
  const settings = { name: 'Test', synthetic: true, createdAt: '2026-01-01T00:00:00.000Z' };
  return valueOrThrow(await createStudy(folder, settings));
}
