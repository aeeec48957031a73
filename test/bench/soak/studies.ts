// The studies of a soak, each with its folder of films.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { writePhantomCohort } from '../../../main/phantom/write-cohort.ts';
import { startServer, type RealServer } from '../../fixtures/real-server.ts';
import { lastOf } from '../../integration/client.ts';

export interface SoakStudy {
  readonly folder: string;
  readonly films: string;
}

export interface Soak {
  readonly server: RealServer;
  readonly studies: readonly [SoakStudy, SoakStudy];
  readonly close: () => void;
}

export async function openSoak(seed: number): Promise<Soak> {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-soak-'));
  const server = await startServer(folder, { OSTEOGRADE_HOME: join(folder, 'home') });
  const study = async (name: string, ownSeed: number): Promise<SoakStudy> => {
    const films = join(folder, `films-${name}`);
    const cohort = { folder: films, subjects: 6, visits: 1, seed: ownSeed, implantShare: 0 };
    valueOrThrow(await writePhantomCohort(cohort, () => undefined));
    const { client } = server.newPage();
    await client.studies.create({ name, folder: join(folder, name) });
    await lastOf(await client.study.import({ paths: [films], upload: null, spacingMm: null }));
    await lastOf(await client.grading.run({ hipIds: [] }));
    return { folder: join(folder, name), films };
  };
  return {
    server,
    studies: [await study('first', seed), await study('second', seed + 1)],
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
