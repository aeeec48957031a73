// Cases about studies, cohort files, pipes and de-identified copies.

import { chmodSync, cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { openDataSet } from '../../../main/dicom/data-set.ts';
import type { Case } from './case.ts';
import { neverCrashes, short, succeedsOr } from './judge.ts';
import { expectThat, right, worst, wrong, type Answer } from './answer.ts';
import type { Printed } from './command.ts';
import { filesUnder, isStudy, storedHips, type Workbench } from './workbench.ts';

const READ_ONLY_NAMED = /read-only|may not write|not writable|may only read|cannot be written|cannot write|permission/i;
const OBJECT_NAMED = /missing|damaged|lost|incomplete|cut/i;

export const STORES: Readonly<Record<string, Case>> = {
  '35-closed-pipe': {
    check: async (bench) => {
      const film = bench.inFolder('a.dcm');
      const ended = await bench.script(`osteograde inspect '${film}' | true; sleep 1`);
      const headed = await bench.script(`for i in 1 2 3; do osteograde inspect '${film}' '${film}' '${film}' | head -2; done`);
      return [ended, headed].map((printed) => quiet(printed));
    },
  },
  '40-hdf5-float16-called-damaged': {
    check: async (bench) => [await importHips(bench, 'float16.h5', /float16(?!\.h5)|float32|half precision/i)],
  },
  '42-study-one-may-only-read': {
    needsRoot: true,
    check: async (bench) => {
      const study = await makeStudy(bench);
      if (study === null) return [wrong('no study could be made')];
      for (const name of ['', ...filesUnder(study)])
        chmodSync(join(study, name), statSync(join(study, name)).isDirectory() ? 0o555 : 0o444);
      const report = bench.inWork('r');
      const file = bench.inWork('x.h5');
      return [
        succeedsOrEmpty(await bench.runAsNobody('audit', study), true),
        succeedsOrEmpty(await bench.runAsNobody('report', '--study', study, '--out', report), filesUnder(report).length > 0),
        succeedsOrEmpty(await bench.runAsNobody('export-hdf5', study, file), existsSync(file)),
      ];
    },
  },
  '44-study-with-a-lost-or-cut-object': {
    check: async (bench) => {
      const study = await makeStudy(bench);
      if (study === null) return [wrong('no study could be made')];
      const answers: Answer[] = [];
      for (const object of filesUnder(join(study, 'objects')).filter((name) => /^..[\\/]/.test(name))) {
        const lost = `${study}-lost-${object.slice(3, 9)}`;
        const cut = `${study}-cut-${object.slice(3, 9)}`;
        for (const copy of [lost, cut]) cpSync(study, copy, { recursive: true });
        rmSync(join(lost, 'objects', object));
        truncateSync(join(cut, 'objects', object), Math.floor(statSync(join(study, 'objects', object)).size / 2));
        answers.push(await judgeDamage(bench, lost), await judgeDamage(bench, cut));
      }
      return [expectThat(answers.length > 0, 'the study holds no objects'), ...answers];
    },
  },
  '50-ok-embedded-overlay-deid': {
    check: async (bench) => {
      const out = bench.inWork('out');
      const printed = await bench.run('deidentify', bench.inFolder('overlay.dcm'), '--out', out);
      const copy = filesUnder(out).find((name) => name.endsWith('.dcm'));
      if (copy === undefined) return [wrong(short(printed.words))];
      const highest = highestStoredValue(readFileSync(join(out, copy)));
      return [expectThat(highest < 4096, `the highest stored value is ${highest}`, short(printed.words))];
    },
  },
  '54-ok-hdf5-filters': {
    check: async (bench) => [
      await importHips(bench, 'lzf.h5'),
      await importHips(bench, 'szip.h5'),
      await importHips(bench, 'latest.h5'),
    ],
  },
  '57-ok-deid-odd-dates-and-ages': {
    check: async (bench) => {
      const out = bench.inWork('out');
      const films = ['date.dcm', 'age.dcm'].map((name) => bench.inFolder(name));
      const printed = await bench.run('deidentify', ...films, '--out', out, '--retain-characteristics');
      const copies = filesUnder(out).filter((name) => name.endsWith('.dcm'));
      const left = copies.filter((name) => /21\/06|1130M|Zzyz/.test(readFileSync(join(out, name), 'latin1')));
      const whole = copies.length === 2 && left.length === 0 && printed.code === 0;
      return [
        whole
          ? right(short(printed.words))
          : wrong(`${left.length} of ${copies.length} copies keep a value: ${short(printed.words)}`),
      ];
    },
  },
};

async function importHips(bench: Workbench, file: string, named = /(?!)/): Promise<Answer> {
  const study = bench.inWork(file);
  const printed = await bench.run('import', bench.inFolder(file), '--mirrored', 'yes', '--study', study);
  return succeedsOr(printed, cropsIn(study) === 2, named);
}

/** Crops have no radiograph, or one each, as the study's version has it. */
function cropsIn(study: string): number {
  return isStudy(study) ? storedHips(study).length : 0;
}

async function makeStudy(bench: Workbench): Promise<string | null> {
  const study = bench.inWork('study');
  const printed = await bench.run('import', bench.film, '--study', study, '--grade');
  return printed.code === 0 && isStudy(study) ? study : null;
}

function succeedsOrEmpty(printed: Printed, succeeded: boolean): Answer {
  return succeedsOr(printed, succeeded, READ_ONLY_NAMED);
}

/** The audit names the lost or cut object, and the export does not crash or blame the folder. */
async function judgeDamage(bench: Workbench, study: string): Promise<Answer> {
  const exported = await bench.run('export-hdf5', study, `${study}.h5`);
  const audited = await bench.run('audit', study);
  return worst([
    neverCrashes(exported),
    neverCrashes(audited),
    expectThat(!/[Cc]hoose another folder/.test(exported.words), `export blames the folder: ${short(exported.words)}`),
    expectThat(
      exported.code === 0 || OBJECT_NAMED.test(exported.words),
      `export does not name the damage: ${short(exported.words)}`,
    ),
    expectThat(
      OBJECT_NAMED.test(audited.words),
      `audit does not name the damage: ${short(audited.words)}`,
      short(exported.words),
    ),
  ]);
}

function quiet(printed: Printed): Answer {
  return expectThat(!printed.crashed && printed.stderr === '', `wrote: ${short(printed.stderr)}`);
}

function highestStoredValue(file: Uint8Array): number {
  const opened = openDataSet(file);
  if (!opened.ok) return Number.POSITIVE_INFINITY;
  const mark = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57]);
  const start = Buffer.from(file).lastIndexOf(mark) + 12;
  const values = new Uint16Array(Uint8Array.from(file.subarray(start, start + 2 * Math.floor((file.length - start) / 2))).buffer);
  return values.reduce((highest, value) => Math.max(highest, value), 0);
}
