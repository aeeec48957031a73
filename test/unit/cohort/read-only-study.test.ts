import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openStudy } from '../../../main/cohort/study-folder.ts';
import { putSetting, settingOf } from '../../../main/database/settings.ts';
import { openWorklist } from '../../../main/database/worklist/worklist.ts';
import { EVERY_HIP } from '../../../main/database/worklist/filter.ts';
import { FailureError, valueOrThrow } from '../../../main/domain/failure.ts';
import { codeOf } from '../../../main/files/file-failure.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the work as a user who may read everything and write nothing in `study`. */
async function withoutWriteAccess<T>(study: string, work: () => Promise<T>): Promise<T> {
  for (const entry of ['.', ...readdirSync(study, { recursive: true, encoding: 'utf8' })]) {
    const path = join(study, entry);
    chmodSync(path, statSync(path).isDirectory() ? 0o555 : 0o444);
  }
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(study, 0o755);
  }
}

/** Writes until the disk is full. */
function fill(path: string): void {
  for (let bytes = 2 ** 20; bytes >= 1; bytes = Math.floor(bytes / 4)) {
    try {
      for (;;) appendFileSync(path, new Uint8Array(bytes));
    } catch (error) {
      if (codeOf(error) !== 'ENOSPC') throw error;
    }
  }
}

describe('a study that can only be read', () => {
  it('opens for reading, with the newest changes, and stays as it is', async () => {
    const made = await newStudy(join(folder, 'read'));
    putSetting(made.database, 'model', 'newest');
    const { sha256 } = await made.objects.put(Buffer.from('picture'));
    made.close();
    const before = readdirSync(made.folder).toSorted();
    await withoutWriteAccess(made.folder, async () => {
      const study = valueOrThrow(await openStudy(made.folder));
      expect(study.readOnly).toBe(true);
      expect(study.whyReadOnly?.code).toBe('study-read-only');
      expect(settingOf(study.database, 'model')).toBe('newest');
      expect(openWorklist(study.database, 'reader-1').hipIds(EVERY_HIP, { order: 'subject' })).toEqual([]);
      expect(Buffer.from(await study.objects.read(sha256)).toString()).toBe('picture');
      expect(study.withheld).toBeNull();
      study.close();
    });
    expect(readdirSync(made.folder).toSorted()).toEqual(before);
  });

  // Only root can make a small disk.
  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'opens for reading on a full disk, and says why',
    async () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
      try {
        const made = await newStudy(join(disk, 'study'));
        made.close();
        fill(join(disk, 'filler'));
        const study = valueOrThrow(await openStudy(made.folder));
        expect(study).toMatchObject({
          readOnly: true,
          whyReadOnly: { code: 'disk-full', message: expect.stringMatching(/is full/) },
        });
        study.close();
        rmSync(join(disk, 'filler'));
        const writable = valueOrThrow(await openStudy(made.folder));
        expect(writable.readOnly).toBe(false);
        writable.close();
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );

  it('refuses to be written', async () => {
    const made = await newStudy(join(folder, 'refused'));
    made.close();
    const study = valueOrThrow(await openStudy(made.folder, { readOnly: true }));
    expect(() => putSetting(study.database, 'model', 'other')).toThrow(/readonly/);
    await expect(study.objects.put(Buffer.from('x'))).rejects.toThrow(FailureError);
    study.close();
  });

  it('leaves no copy of its keys behind, even if the process is killed', async () => {
    const made = await newStudy(join(folder, 'keys'));
    made.close();
    const copies = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('osteograde-reading-'));
    const before = await copies();
    const study = valueOrThrow(await openStudy(made.folder, { readOnly: true }));
    expect(await copies()).toEqual(before);
    study.close();
  });

  it('can be read while another program has it open, with what that program saved', async () => {
    const writer = await newStudy(join(folder, 'shared'));
    putSetting(writer.database, 'model', 'saved and not yet in the main file');
    const reader = valueOrThrow(await openStudy(writer.folder, { readOnly: true }));
    expect(settingOf(reader.database, 'model')).toBe('saved and not yet in the main file');
    reader.close();
    writer.close();
  });
});
