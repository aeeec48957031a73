import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditIntegrity } from '../../../main/cohort/audit/integrity.ts';
import { writeCohortFile } from '../../../main/cohort/cohort-file/write-cohort-file.ts';
import { cropOfHip } from '../../../main/cohort/crop-of-hip.ts';
import { importFiles } from '../../../main/cohort/import-files.ts';
import type { Study } from '../../../main/cohort/study-folder.ts';
import { hipById, ungradedHipIds } from '../../../main/database/hips.ts';
import { radiographById, radiographIds } from '../../../main/database/radiographs.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';
import { films, newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
const job = {
  signal: new AbortController().signal,
  step: () => undefined,
  now: () => new Date(0),
  startReader: startReaderHere,
  problem: () => undefined,
};
let study: Study;

beforeAll(async () => {
  await films(join(folder, 'films'), 1);
  study = await newStudy(join(folder, 'study'));
  await importFiles(study, { paths: [join(folder, 'films')], landmarks: null }, job);
});
afterAll(() => {
  study.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What may happen to a file when a study is copied. */
const ACCIDENTS: readonly (readonly [string, (file: string) => void])[] = [
  ['is cut in half', (file) => truncateSync(file, 1000)],
  ['is empty', (file) => truncateSync(file, 0)],
  ['has other bytes', (file) => writeFileSync(file, 'another file')],
  ['is missing', (file) => rmSync(file)],
];

describe.each(ACCIDENTS)('a stored picture that %s', (_, happens) => {
  it('is named by its subject and visit in an export, in a training and in the audit', async () => {
    const [radiographId = ''] = radiographIds(study.database);
    const [hipId = ''] = ungradedHipIds(study.database);
    const film = radiographById(study.database, radiographId);
    const hip = hipById(study.database, hipId);
    if (film === null || hip?.prepared == null) throw new Error('The phantom study has a film with a crop.');
    const whose = new RegExp(`The picture of ${film.subject} at visit ${film.visit} is missing or damaged in this study\\.`);

    const restore = await damage(film.pixels.object, happens);
    const exported = join(folder, 'exported.h5');
    const written = await writeCohortFile(study, exported, job);
    expect(written).toMatchObject({ ok: false, failure: { code: 'object-damaged', message: expect.stringMatching(whose) } });
    expect(readdirSync(folder)).not.toContain('exported.h5');
    const report = await auditIntegrity(study, { elapsedMs: () => 0 });
    const pictures = report.findings.filter(({ audit }) => audit === 'stored-pictures');
    expect(JSON.stringify(pictures)).toContain(`${film.subject} ${film.visit}`);
    await restore();

    const restoreCrop = await damage(hip.prepared.cropObject, happens);
    await expect(cropOfHip(study, hip)).rejects.toMatchObject({
      failure: { code: 'object-damaged', message: expect.stringMatching(whose) },
    });
    await restoreCrop();
    expect(await writeCohortFile(study, exported, job)).toMatchObject({ ok: true });
    rmSync(exported);
  });
});

/** Returns what stores the object again. */
async function damage(object: string, happens: (file: string) => void): Promise<() => Promise<unknown>> {
  const bytes = await study.objects.read(object);
  happens(join(study.folder, 'objects', object.slice(0, 2), object.slice(2)));
  return async () => study.objects.put(bytes);
}
