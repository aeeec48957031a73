// Nothing that the program writes names anybody: values planted in radiographs, tables and file names are searched in studies, reports,
// exports, copies, backups, logs and printed results. The key tables are left out, also those in backups. `npm run test:long`
// plants a value in every attribute of the standard.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { uploadRoute } from '../../main/contract/byte-routes.ts';
import { profileRows } from '../../main/dicom/deidentify/profile-table.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { buildWorkstation } from '../../main/hosts/build-workstation.ts';
import { serve } from '../../main/hosts/server.ts';
import { CANARY_FOLDER, canaryFile, foundIn, foundInText, IDENTIFYING_TAGS, standardTags } from '../fixtures/canary.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { clientOf, lastOf } from './client.ts';

const folder = temporaryFolder();
const source = join(folder, 'source', CANARY_FOLDER);
const home = join(folder, 'home');
const planted = new Map<string, readonly number[]>();
let film: Buffer;
let model = '';

/** Only `npm run test:long` plants everything. */
const everything = inject('properties').numRuns > 1000;
const PATIENCE_MS = 600_000;

const LABELS = [
  'subject,visit,side,osteo_fem_sup,patient_name,phone',
  'QZXQJKNOWN NUMBER,QZXQJVISIT of Smith,right,2,QZXQJMUELLER,QZXQJPHONE',
];

beforeAll(async () => {
  const [path] = await films(join(folder, 'films'), 1);
  film = readFileSync(path);
  mkdirSync(source, { recursive: true });
  mkdirSync(join(home, 'models'), { recursive: true });
  model = writeTinyModel(join(home, 'models'));
  const tags = everything ? standardTags() : IDENTIFYING_TAGS;
  const none = new Map<number, { vr: string; value: string } | null>([
    [0x00280301, { vr: 'CS', value: 'NO' }],
    [0x00120062, null],
  ]);
  const files = {
    'QZXQJFILE_JONES.dcm': new Map([
      ...none,
      [0x00100020, { vr: 'LO', value: 'QZXQJKNOWN NUMBER' }],
      [0x00120050, { vr: 'LO', value: 'QZXQJVISIT of Smith' }],
    ]),
    'QZXQJFILE2_T01_x.dcm': new Map([...none, [0x00100020, null], [0x0020000d, null]]),
    'QZXQJFILE3.dcm': new Map([...none, [0x00120062, { vr: 'CS', value: 'YES' }]]),
  };
  for (const [name, replaced] of Object.entries(files)) {
    const canary = canaryFile(film, tags, replaced);
    for (const [value, above] of canary.planted) planted.set(value, above);
    writeFileSync(join(source, name), canary.bytes);
    cpSync(`${path}.pts`, join(source, `${name}.pts`));
  }
  writeFileSync(
    join(source, 'QZXQJLABELS_of_Smith.csv'),
    `${[...LABELS, 'QZXQJUNKNOWN^PATIENT,1945-03-07,left,1,QZXQJOTHER,QZXQJPHONE2'].join('\n')}\n`,
  );
  writeFileSync(join(source, 'QZXQJSPLIT_of_Smith.txt'), 'QZXQJKNOWN_NUMBER train\nQZXQJUNKNOWN^PATIENT test\n');
  writeFileSync(join(source, 'QZXQJBAD_MUELLER.dcm'), film.subarray(0, 5000));
}, PATIENCE_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Keys may name people, and a backup keeps them beside its copy of the study. */
const isNoKey = (path: string): boolean => !/^(?:identities|keys)\.sqlite/.test(basename(path));

const run = (...args: string[]) => osteograde(args, { home });

describe('planted values', { timeout: PATIENCE_MS }, () => {
  it('are found by the search', async () => {
    expect(planted.size).toBeGreaterThan(everything ? 55_000 : 300);
    const found = await foundIn(join(folder, 'source'));
    expect(new Set(found.map((one) => one.split('/')[1].split(':')[0]))).toEqual(new Set([CANARY_FOLDER]));
    expect(found.length).toBeGreaterThan(planted.size / 4);
  });

  it(
    'do not stay in a study that the server imported, graded and reported, nor in its uploads and its log',
    { tags: ['slow'] },
    async () => {
      const workstation = buildWorkstation({ host: 'server', home });
      const server = valueOrThrow(await serve(workstation));
      try {
        const authorised = (request: Request): Promise<Response> => {
          request.headers.set('authorization', `Bearer ${server.token}`);
          return fetch(request);
        };
        const client = clientOf(server.origin, authorised);
        await client.studies.create({ name: 'Canary', folder: join(folder, 'served') });
        for (const name of ['QZXQJFILE_JONES.dcm', 'QZXQJFILE_JONES.dcm.pts']) {
          const sent = await authorised(
            new Request(server.origin + uploadRoute('sent', `${CANARY_FOLDER}/${name}`), {
              method: 'PUT',
              body: readFileSync(join(source, name)),
            }),
          );
          expect(sent.ok).toBe(true);
        }
        const answers = { paths: [], upload: 'sent', spacingMm: null };
        await client.study.planImport(answers);
        expect(await lastOf(await client.study.import(answers))).toMatchObject({ state: 'done', failure: null });
        expect(await lastOf(await client.study.import({ paths: [source], upload: null, spacingMm: null }))).toMatchObject({
          state: 'done',
        });
        await lastOf(await client.grading.run({ hipIds: [] }));
        const { rows } = await client.hips.list({});
        expect(rows.length).toBeGreaterThan(3);
        await client.report.export({ hipIds: rows.map(({ hipId }) => hipId), formats: ['pdf', 'json', 'csv', 'dicom-sr'] });
        expect(await foundIn(join(folder, 'served'), isNoKey)).toEqual([]);
      } finally {
        await server.close();
        await workstation.shutDown();
      }
      expect(await foundIn(join(folder, 'served'), isNoKey)).toEqual([]);
      expect(await foundIn(home, isNoKey)).toEqual([]);
    },
  );

  it('do not stay in what the command line imports, exports and prints', { tags: ['slow'] }, async () => {
    const study = join(folder, 'study');
    mkdirSync(join(folder, 'out'));
    const imported = await run('import', source, '--study', study, '--grade', '--json');
    expect(JSON.parse(imported.stdout)).toMatchObject({ imported: 3, failed: 1 });
    const files = ['QZXQJFILE_JONES.dcm', 'QZXQJFILE2_T01_x.dcm', 'QZXQJFILE3.dcm'].map((name) => join(source, name));
    const results = [
      await run('audit', study, '--json', '--pseudonyms'),
      await run('export-hdf5', study, join(folder, 'out', 'export.h5'), '--pseudonyms'),
      await run('report', '--study', study, '--out', join(folder, 'out', 'study-report'), '--format', 'pdf,json,csv'),
      await run('report', ...files, '--model', model, '--out', join(folder, 'out', 'report'), '--format', 'pdf,json,csv'),
      await run('predict', ...files, '--model', model, '--json', '--heatmaps', join(folder, 'out', 'heatmaps')),
      await run('predict', ...files, '--model', model),
      await run('inspect', ...files, '--json'),
      await run('inspect', ...files),
    ];
    expect(results.map(({ code }) => code)).toEqual(results.map(() => 0));
    for (const { stdout } of results) expect(foundInText(stdout)).toEqual([]);
    const backups = readdirSync(join(study, 'backups'));
    expect(backups.length).toBeGreaterThan(0);
    for (const backup of backups) expect(readdirSync(join(study, 'backups', backup))).toContain('study.sqlite');
    expect(await foundIn(study, isNoKey)).toEqual([]);
    expect(await foundIn(join(folder, 'out'))).toEqual([]);
    expect(await foundIn(home, isNoKey)).toEqual([]);
  });

  it('are printed on request', { tags: ['slow'] }, async () => {
    const { stdout } = await run('inspect', '--keep-identifiers', join(source, 'QZXQJFILE_JONES.dcm'));
    expect(stdout).toContain('QZXQJKNOWN NUMBER');
  });

  it(
    'do not stay in a de-identified copy, except for the device and the characteristics that somebody asked to keep',
    { tags: ['slow'] },
    async () => {
      const [plain, retained] = [join(folder, 'plain'), join(folder, 'retained')];
      await run('deidentify', source, '--out', plain);
      expect(await foundIn(plain)).toEqual([]);
      const options = ['--retain-device', '--retain-characteristics', '--clean-descriptors', '--retain-safe-private'];
      await run('deidentify', source, '--out', retained, '--key', join(folder, 'key.sqlite'), ...options);
      const rows = profileRows();
      const notAskedFor = (await foundIn(retained)).filter((found) => {
        const value = found.slice(found.lastIndexOf(': ') + 2);
        const path = planted.get(value) ?? [];
        return !path.some((tag) => /[dp]/.test(rows.get(tag)?.options ?? '') || tag === MODEL_NAME) && !isRequestedAge(value);
      });
      expect(notAskedFor).toEqual([]);
    },
  );
});

const MODEL_NAME = 0x00081090;

/** `--retain-characteristics` keeps the age. */
function isRequestedAge(value: string): boolean {
  return value.endsWith('077Y');
}
