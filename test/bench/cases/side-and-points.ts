// Cases about the side of a hip and about landmarks that do not lie on the hips.

import type { Case } from './case.ts';
import { judge, judgeAgainst, judgeStored, referenceGrades, short } from './judge.ts';
import { warned, wrong, worst, type Answer } from './answer.ts';
import { storedHips, type StoredHip, type Workbench } from './workbench.ts';

const SIDE_NAMED = /orientation|mirrored|flipped|turned|\bside\b|laterality/i;
const POINTS_NAMED = /points?|landmarks?/i;

export const SIDE_AND_POINTS: Readonly<Record<string, Case>> = {
  '03-mirrored-by-patient-orientation': {
    check: async (bench) => {
      const film = bench.inFolder('mirrored.dcm');
      const named = SIDE_NAMED;
      const graded = await judgeAgainst(bench, { film: [film], reference: [bench.inFolder('reference.dcm')], named });
      const study = bench.inWork('study');
      const imported = await bench.run('import', film, '--study', study, '--grade');
      const audited = await bench.run('audit', study);
      const grades = referenceGrades(await bench.predict(bench.inFolder('reference.dcm')));
      if (grades === null) return [wrong('the reference film is not graded')];
      const words = { ...imported, words: `${imported.words} ${audited.words}` };
      return [graded, judgeStored(study, words, { grades, named })];
    },
  },
  '05-exif-mirrored-picture': {
    check: async (bench) => {
      const reference = await importPicture(bench, 'reference.png');
      const picture = await importPicture(bench, 'exif2.jpg');
      const grades = gradesOf(reference.hips);
      if (grades === null) return [wrong(`the reference is not graded: ${short(reference.printed.words)}`)];
      const named = /exif|orientation|mirrored|turned/i;
      return [judgeStored(picture.study, picture.printed, { grades, named })];
    },
  },
  '09-points-x-y-exchanged': {
    check: async (bench) => {
      const film = bench.inFolder('a.dcm');
      const options = ['--landmarks', bench.inFolder('swapped.pts')];
      const grades = referenceGrades(await bench.predict(film, '--landmarks', bench.inFolder('right.pts')));
      if (grades === null) return [wrong('the film with its own points is not graded')];
      const predicted = judge(await bench.predict(film, ...options), { grades, named: POINTS_NAMED });
      const study = bench.inWork('study');
      const imported = await bench.run('import', film, ...options, '--study', study);
      const audited = await bench.run('audit', study);
      return [predicted, namesPoints('import', imported.words), namesPoints('audit', audited.words, imported.words)];
    },
  },
};

async function importPicture(bench: Workbench, name: string) {
  const study = bench.inWork(name);
  const printed = await bench.run('import', bench.inFolder(name), '--spacing', '0.6', '--study', study, '--grade');
  return { study, printed, hips: storedHips(study) };
}

function gradesOf(hips: readonly StoredHip[]): Record<'right' | 'left', readonly number[]> | null {
  const bySide = (side: 'right' | 'left'): readonly number[] =>
    hips.find((hip) => hip.side === side)?.grades.flatMap((grade) => grade ?? []) ?? [];
  const grades = { right: bySide('right'), left: bySide('left') };
  return grades.right.length === 4 && grades.left.length === 4 ? grades : null;
}

/** A film whose points were refused at import has nothing left for the audit to name. */
function namesPoints(command: string, words: string, before = ''): Answer {
  if (POINTS_NAMED.test(words.replaceAll(/\S+\.pts/g, ''))) return worst([warned(short(words))]);
  if (/\b0 imported/.test(before)) return warned('');
  return wrong(`${command} does not name the points: ${short(words)}`);
}
