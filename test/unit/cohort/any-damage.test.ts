// Whatever damage a disk does to the files of a study, the study opens, or says what is damaged and can be restored.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { auditIntegrity } from '../../../main/cohort/audit/integrity.ts';
import { backUpStudy } from '../../../main/cohort/safekeeping/back-up.ts';
import { studyBackups } from '../../../main/cohort/safekeeping/backup-files.ts';
import { restoreStudy } from '../../../main/cohort/safekeeping/restore.ts';
import { studyFault } from '../../../main/cohort/safekeeping/study-faults.ts';
import { openStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { appendAudit } from '../../../main/database/audit.ts';
import { putHip } from '../../../main/database/hips.ts';
import { insertRadiograph } from '../../../main/database/radiographs.ts';
import { putReading, readingsOfHips } from '../../../main/database/readings.ts';
import { EVERY_HIP } from '../../../main/database/worklist/filter.ts';
import { openWorklist } from '../../../main/database/worklist/worklist.ts';
import { success, valueOrThrow } from '../../../main/domain/failure.ts';
import { seededRandom, type Random } from '../../../main/domain/random.ts';
import {
  listRunRecords,
  readEpochs,
  runFolder,
  runOf,
  writeRunRecord,
  type RunRecord,
} from '../../../main/learning/run/run-records.ts';
import { runIsFree, withRunLease } from '../../../main/learning/run/run-lease.ts';
import { sha256Of } from '../../../main/files/object-store.ts';
import { preparedHip, radiograph } from '../database/fixtures.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
const crashed = join(folder, 'crashed');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { seed, numRuns } = inject('properties');
const CASES = numRuns > 1000 ? 200 : 10;
const NOW = () => new Date('2026-11-27T12:00:00.000Z');

/** A study as after a kill: a backup, changes in the main file, and newer ones in the journal alone. */
beforeAll(async () => {
  const study = await newStudy(join(folder, 'made'));
  for (let i = 0; i < 20; i++) await addHip(study, i);
  for (let i = 0; i < 100; i++) read(study, i);
  for (const day of ['2026-11-25', '2026-11-26'])
    valueOrThrow(await backUpStudy(study, { now: () => new Date(`${day}T11:00:00.000Z`), why: 'asked' }));
  await writeRunRecord(study.folder, RUN);
  writeFileSync(join(runFolder(study.folder, RUN.runId), 'metrics.jsonl'), '{"epoch":1,"trainLoss":0.5}\n'.repeat(50));
  for (let i = 0; i < 60; i++) read(study, i);
  study.database.pragma('wal_checkpoint(TRUNCATE)');
  for (let i = 0; i < 20; i++) read(study, i);
  study.identities.put({ radiographId: 'x', patientId: 'P', sourcePath: '/film' });
  await cp(study.folder, crashed, { recursive: true });
  study.close();
});

async function addHip(study: Study, i: number): Promise<void> {
  const id = sha256Of(Buffer.from(`film ${i}`));
  const store = async (text: string): Promise<string> => (await study.objects.put(Buffer.from(text.repeat(50)))).sha256;
  const pixels = { object: await store(`pixels ${i}`), low: 0, slope: 1 };
  insertRadiograph(study.database, { ...radiograph(id, `S${i}`, 'V00'), pixels });
  const hip = preparedHip(id, `S${i}`, 'V00', 'left');
  if (hip.prepared === null) throw new Error('The fixture has a crop.');
  const objects = { cropObject: await store(`crop ${i}`), thumbnailObject: await store(`thumbnail ${i}`) };
  putHip(study.database, { ...hip, prepared: { ...hip.prepared, ...objects } });
  study.identities.put({ radiographId: id, patientId: `P${i}`, sourcePath: `/films/${i}` });
}

const RUN: RunRecord = {
  runId: 'run',
  recipe: { name: 'r' },
  startedAt: '2026-11-26T10:00:00.000Z',
  endedAt: null,
  state: 'paused',
  failure: null,
  dataFolder: null,
  weights: null,
  workstation: null,
  models: [],
};

const hipOf = (i: number): string => `S${i % 20}|V00|left`;

function read(study: Study, i: number): void {
  const reading = { quadrant: 'femur-superior', label: { kind: 'graded', grade: ([0, 1, 2, 3] as const)[i % 4] ?? 0 } } as const;
  study.database.transaction(() => {
    putReading(study.database, { hipId: hipOf(i), ...reading, reader: 'reader-1', readAt: '2026' });
    appendAudit(study.database, { at: '2026', actor: 'reader-1', action: 'reading.save', target: hipOf(i), detail: reading });
  })();
}

describe('a study with a torn or bit-flipped file', () => {
  it(`opens, or says what is damaged and is restored: ${CASES} cases`, { timeout: 1_200_000 }, async () => {
    const random = seededRandom(seed);
    const outcomes = new Set<string>();
    const unexpected: string[] = [];
    for (let i = 0; i < CASES; i++) {
      const study = join(folder, `case-${i}`);
      await cp(crashed, study, { recursive: true });
      const damage = damageOne(study, random);
      const outcome = await outcomeOf(study);
      outcomes.add(outcome);
      if (!EXPECTED.includes(outcome)) unexpected.push(`seed ${seed}, case ${i}, ${damage}: ${outcome}`);
      rmSync(study, { recursive: true });
    }
    expect(unexpected).toEqual([]);
    expect(outcomes).toContain('opened');
    expect(outcomes).toContain('restored');
  });
});

describe('a run with a damaged lease', () => {
  it(`trains, or says what to delete and then trains: ${CASES} cases`, { tags: ['slow'], timeout: 600_000 }, async () => {
    const random = seededRandom(seed);
    const outcomes = new Set<string>();
    const unexpected: string[] = [];
    for (let i = 0; i < Math.max(CASES, 2 * LEASE_DAMAGES.length); i++) {
      const run = join(folder, `run-${i}`);
      const damage = damageLease(join(run, 'lease'), { index: i % LEASE_DAMAGES.length, random });
      const outcome = await outcomeOfLease(run);
      outcomes.add(outcome);
      if (!['trained', 'told'].includes(outcome)) unexpected.push(`seed ${seed}, case ${i}, ${damage}: ${outcome}`);
      rmSync(run, { recursive: true });
    }
    expect(unexpected).toEqual([]);
    expect(outcomes).toEqual(new Set(['trained', 'told']));
  });
});

/** A holder of another machine, which has ended. */
const HOLDER = `123-${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}-elsewhere`;

/** What a disk, or a copy from one, can make of the folder of a lease. Each gets the folder, the holder's folder in it and chance. */
const LEASE_DAMAGES: readonly ((lease: string, holder: string, random: Random) => void)[] = [
  function nameChanged(lease, holder, random) {
    const at = Math.floor(random.next() * HOLDER.length);
    const odd = '%-0~'.charAt(Math.floor(random.next() * 4));
    renameSync(holder, join(lease, `${HOLDER.slice(0, at)}${odd}${HOLDER.slice(at + 1)}`));
  },
  function hostUnreadable(_, holder) {
    renameSync(holder, `${holder}%`);
  },
  function processBeyondAny(lease, holder) {
    renameSync(holder, join(lease, HOLDER.replace('123', '99999999999999999999').replace('elsewhere', hostname())));
  },
  function holderIsFile(_, holder) {
    rmSync(holder, { recursive: true });
    writeFileSync(holder, '');
  },
  function leaseIsFile(lease) {
    rmSync(lease, { recursive: true });
    writeFileSync(lease, '');
  },
  function empty(_, holder) {
    rmSync(holder, { recursive: true });
  },
  function twoHolders(lease) {
    mkdirSync(join(lease, 'free'));
  },
  function noBeat(_, holder) {
    rmSync(join(holder, 'beat'));
  },
  function beatIsFolder(_, holder) {
    rmSync(join(holder, 'beat'));
    mkdirSync(join(holder, 'beat', 'more'), { recursive: true });
  },
  function beatIsPipe(_, holder) {
    if (process.platform === 'win32') return;
    rmSync(join(holder, 'beat'));
    execFileSync('mkfifo', [join(holder, 'beat')]);
  },
  function beatHasBytes(_, holder, random) {
    writeFileSync(
      join(holder, 'beat'),
      Uint8Array.from({ length: 5000 }, () => Math.floor(random.next() * 256)),
    );
  },
];

/** Makes a lease that was held, damages it, and returns how. */
function damageLease(lease: string, { index, random }: { readonly index: number; readonly random: Random }): string {
  const holder = join(lease, HOLDER);
  mkdirSync(holder, { recursive: true });
  writeFileSync(join(holder, 'beat'), '');
  LEASE_DAMAGES[index]?.(lease, holder, random);
  return LEASE_DAMAGES[index]?.name ?? '';
}

/** `trained` if the run gets its lease, `told` if that says what to delete and then gets it. */
async function outcomeOfLease(run: string): Promise<string> {
  const train = async (): Promise<string> => {
    const free = await runIsFree(run);
    if (!free.ok) return free.failure.message;
    const choices = { signal: new AbortController().signal, onWait: () => undefined, ttlMs: 300 };
    const trained = await withRunLease(run, choices, async (lease) => {
      await lease.write(join(run, 'last'), 'weights');
      return success('trained');
    });
    return trained.ok ? trained.value : trained.failure.message;
  };
  try {
    const first = await train();
    if (!first.includes('delete')) return first;
    rmSync(join(run, 'lease'), { recursive: true });
    return (await train()) === 'trained' ? 'told' : 'not trained after deleting the lease';
  } catch (error) {
    return `stack: ${String(error)}`;
  }
}

/** `opened` and `told` if reading it later finds the damage and says so in words. */
const EXPECTED = ['opened', 'told', 'restored', 'keys restored'];

async function outcomeOf(study: string): Promise<string> {
  const first = await openStudy(study, { now: NOW });
  if (first.ok && !first.value.readOnly) return useAndClose(first.value);
  if (first.ok) first.value.close();
  const { code, message } = first.ok ? (first.value.whyReadOnly ?? { code: '', message: '' }) : first.failure;
  if (!['study-damaged', 'study-foreign', 'study-newer', 'key-damaged'].includes(code)) return `said ${code}: ${message}`;
  const [newest] = await studyBackups(study);
  const backup = code === 'study-newer' ? newest?.name : undefined;
  const restored = await restoreStudy(study, { who: 'reader-1', now: NOW, backup });
  if (!restored.ok) return `not restored: ${restored.failure.message}`;
  const again = await openStudy(study, { now: NOW });
  if (!again.ok) return `not opened after restoring: ${again.failure.message}`;
  if (again.value.readOnly) return `read-only after restoring: ${again.value.whyReadOnly?.message}`;
  const used = await useAndClose(again.value);
  if (used !== 'opened' && used !== 'told') return `after restoring ${used}`;
  return code === 'key-damaged' ? 'keys restored' : 'restored';
}

/** Reads the study as the pages do. Returns `told` if that says in words what is damaged. */
async function useAndClose(study: Study): Promise<string> {
  try {
    openWorklist(study.database, 'reader-1').hipIds(EVERY_HIP, { order: 'subject' });
    const hips = Array.from({ length: 20 }, (_, i) => hipOf(i));
    readingsOfHips(study.database, hips, 'reader-1');
    for (const record of await listRunRecords(study.folder)) await runOf(study.folder, record, null);
    await readEpochs(runFolder(study.folder, RUN.runId));
    const { findings } = await auditIntegrity(study, { elapsedMs: () => 0 });
    return findings.length > 0 ? 'told' : 'opened';
  } catch (error) {
    return studyFault(error, study.folder) === null ? `stack: ${String(error)}` : 'told';
  } finally {
    study.close();
  }
}

/** Damages one file of the study and returns how. */
function damageOne(study: string, random: Random): string {
  const files = readdirSync(study, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^objects.[0-9a-f]{2}.[0-9a-f]+$/.test(name),
  );
  const targets = [
    'study.sqlite',
    'study.sqlite',
    'study.sqlite-wal',
    'identities.sqlite',
    'identities.sqlite-wal',
    ...files.slice(0, 1),
    'runs/run/run.json',
    'runs/run/metrics.jsonl',
    'study.lock',
    ...readdirSync(join(study, 'backups'))
      .slice(-1)
      .flatMap((newest) => ['study.sqlite', 'identities.sqlite', 'backup.json'].map((name) => join('backups', newest, name))),
  ];
  const target = targets[Math.floor(random.next() * targets.length)] ?? 'study.sqlite';
  // Whether a backup is damaged shows when the study is restored: from the older one.
  if (target.startsWith('backups')) truncateSync(join(study, 'study.sqlite'), 100);
  const path = join(study, target);
  const bytes = readFileSync(path);
  const at = Math.floor(random.next() * bytes.length);
  const length = 1 + Math.floor(random.next() * 5000);
  switch (Math.floor(random.next() * 4)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
      writeFileSync(path, bytes);
      return `a bit of ${target} at ${at}`;
    case 1:
      writeFileSync(path, bytes.subarray(0, at));
      return `${target} cut at ${at}`;
    case 2:
      writeFileSync(path, bytes.fill(0, at, Math.min(bytes.length, at + length)));
      return `${length} zeros in ${target} at ${at}`;
    default:
      for (let i = at; i < Math.min(bytes.length, at + length); i++) bytes[i] = Math.floor(random.next() * 256);
      writeFileSync(path, bytes);
      return `${length} random bytes in ${target} at ${at}`;
  }
}
