// Cases about folders, archives and media: everything readable comes in, and the rest is named.

import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import type { Case } from './case.ts';
import { neverCrashes, short, succeedsOr } from './judge.ts';
import { right, warned, wrong, type Answer } from './answer.ts';
import type { Printed } from './command.ts';
import { filesUnder, storedRadiographs, type Workbench } from './workbench.ts';

export const SOURCES: Readonly<Record<string, Case>> = {
  '11-zip-damaged-entry': {
    check: async (bench) => {
      const printed = await bench.run('import', bench.inFolder('bitrot.zip'), '--study', bench.inWork('study'), '--grade');
      return [succeedsOr(printed, false, /damaged|checksum|CRC/i)];
    },
  },
  '13-zip-shift-jis-names': {
    check: async (bench) => [
      await importAll(bench, 'sjis.zip', 1, /skipped|left out|\bnames?\b/i),
      await importAll(bench, 'cp437.zip', 1),
    ],
  },
  '14-one-unreadable-subfolder': {
    needsRoot: true,
    check: async (bench) => {
      const stick = bench.inWork('stick');
      const closed = bench.inWork('stick', 'System Volume Information');
      cpSync(bench.inFolder('stick'), stick, { recursive: true });
      mkdirSync(closed, { recursive: true });
      openToAll(stick);
      chmodSync(closed, 0o700);
      const named = /System Volume Information/;
      const study = bench.inWork('study');
      const imported = await bench.runAsNobody('import', stick, '--study', study);
      const predicted = await bench.runAsNobody('predict', stick);
      const copied = await bench.runAsNobody('deidentify', stick, '--out', bench.inWork('out'));
      const copies = filesUnder(bench.inWork('out')).filter((name) => name.endsWith('.dcm')).length;
      return [
        restNamed(imported, storedRadiographs(study) === 1, named),
        restNamed(predicted, /left hip/i.test(predicted.stdout), named),
        restNamed(copied, copies === 1, named),
      ];
    },
  },
  '15-too-deep-folder-crash': {
    check: async (bench) => {
      const name = 'n'.repeat(240);
      cpSync(bench.film, bench.inWork('ok.dcm'));
      await bench.script(
        `mkdir deep && cp ok.dcm deep && cd deep && for i in $(seq 20); do mkdir ${name} && cd ${name} || break; done`,
      );
      const study = bench.inWork('study');
      const printed = await bench.run('import', 'deep', '--study', study);
      return [restNamed(printed, storedRadiographs(study) === 1, /deep|long/i)];
    },
  },
  '16-folder-name-with-leading-dot': {
    check: async (bench) => {
      const copied = await bench.run('deidentify', bench.inFolder('data'), '--out', bench.inWork('out'));
      const copies = filesUnder(bench.inWork('out')).filter((name) => name.endsWith('.dcm')).length;
      const named = /1\.2\.3_series|hidden|left out/i;
      return [
        await importAll(bench, 'data', 2, named),
        await importAll(bench, 'alone', 1, named),
        copies === 2 ? right(short(copied.words)) : succeedsOr(copied, false, named),
      ];
    },
  },
  '17-nfd-name-loses-its-points': {
    check: async (bench) => {
      const { hips, refusals, warnings, printed } = await bench.predict(bench.folder);
      const used = hips.length === 2 && hips.every(({ pointsFrom }) => pointsFrom === 'file');
      if (used) return [neverCrashes(printed), right(warnings)];
      const words = `${warnings} ${refusals} ${printed.stderr}`;
      return [/\.pts|points file/i.test(words) ? warned(short(words)) : wrong('the points are not used, and nothing names them')];
    },
  },
  '19-dicomdir-files-with-extension': {
    check: async (bench) => [await importAll(bench, 'cd/DICOMDIR', 2), await importAll(bench, 'cd', 2)],
  },
};

/** All radiographs of a source come in, or the import names what did not and ends with 1. */
async function importAll(bench: Workbench, source: string, radiographs: number, named = /(?!)/): Promise<Answer> {
  const study = bench.inWork(`study-${source.replaceAll('/', '-')}`);
  const printed = await bench.run('import', bench.inFolder(...source.split('/')), '--study', study);
  return succeedsOr(printed, storedRadiographs(study) === radiographs, named);
}

/** What can be read comes in, and the rest is named. */
function restNamed(printed: Printed, cameIn: boolean, named: RegExp): Answer {
  if (printed.crashed) return wrong(`crashed: ${short(printed.words)}`);
  if (!cameIn) return wrong(`the readable film is missing: ${short(printed.words)}`);
  if (!named.test(printed.words)) return wrong(`what was left out is not named: ${short(printed.words)}`);
  return right(short(printed.words));
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const name of filesUnder(folder)) chmodSync(`${folder}/${name}`, 0o755);
}
