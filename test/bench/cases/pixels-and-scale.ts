// Cases about the spacing of a film and the meaning of its stored pixel values.

import type { Case } from './case.ts';
import { judge, judgeAgainst, short, unchangedGrades } from './judge.ts';
import { expectThat, refused, right, warned, wrong, type Answer } from './answer.ts';
import { cpSync, mkdirSync } from 'node:fs';
import { storedRadiographs, type Workbench } from './workbench.ts';

/** For films that must be graded: no words excuse a refusal. */
const NOTHING = /(?!)/;
const SPACING_NAMED = /spacing/i;
const BITS_NAMED = /\bbits?\b|BitsStored/i;

export const PIXELS_AND_SCALE: Readonly<Record<string, Case>> = {
  '01-decimal-comma-spacing': {
    check: async (bench) => {
      const points = ['--landmarks', bench.inFolder('points.pts')];
      const film = bench.inFolder('comma.dcm');
      const reference = bench.inFolder('reference.dcm');
      const named = /spacing.*comma|comma.*spacing/i;
      const inspected = await bench.run('inspect', film);
      return [
        await judgeAgainst(bench, { film: [film, ...points], reference: [reference, ...points], named }),
        await judgeAgainst(bench, { film: [film], reference: [reference], named }),
        await judgeAgainst(bench, { film: [film, '--spacing', '0.6'], reference: [reference], named }),
        expectThat(!/Spacing\s+6 /.test(inspected.stdout), `inspect reads 6 mm: ${spacingLine(inspected.stdout)}`),
      ];
    },
  },
  '28-digitised-film-spacing': {
    check: async (bench) => {
      const film = bench.inFolder('film.dcm');
      const prediction = await bench.predict(film);
      const answer = await judgeAgainst(bench, {
        film: [film],
        reference: [film, '--spacing', '0.6'],
        named: NOTHING,
      });
      const source = prediction.hips[0]?.spacing.source ?? 'no hip';
      return [answer, expectThat(/scan|nominal/i.test(source), `the source of the spacing is "${source}"`)];
    },
  },
  '29-number-of-frames-zero': { check: async (bench) => [await judgeFilm(bench, 'frames0.dcm', NOTHING)] },
  '30-photometric-mixed-case': {
    check: async (bench) => {
      const { hips, refusals, printed } = await bench.predict(bench.inFolder('mixedcase.dcm'));
      if (printed.crashed) return [wrong(`crashed: ${short(printed.words)}`)];
      if (hips.length === 2) return [right(`grades ${hips.length} hips`)];
      // The values are those of MONOCHROME2, so a film read as Monochrome1 is a negative on which no hip may be found.
      const misleading = /colou?r/i.test(refusals);
      return [misleading ? wrong(refusals) : refused(refusals)];
    },
  },
  '37-rescale-slope-zero': { check: async (bench) => [await judgeFilm(bench, 'slope0.dcm', /slope/i)] },
  '38-values-beyond-bits-stored': {
    check: async (bench) => {
      const film = bench.inFolder('bits10.dcm');
      const grades = await unchangedGrades(bench);
      mkdirSync(bench.inWork('alone'));
      cpSync(film, bench.inWork('alone', 'bits10.dcm'));
      const study = bench.inWork('study');
      const imported = await bench.run('import', film, '--study', study);
      const said = BITS_NAMED.test(imported.words.replaceAll('bits10.dcm', ''));
      return [
        judge(await bench.predict(film), { grades, named: BITS_NAMED }),
        judge(await bench.predict(bench.inWork('alone', 'bits10.dcm')), { grades, named: BITS_NAMED }),
        said ? answerOfImport(study, short(imported.words)) : wrong(`import does not name the bits: ${short(imported.words)}`),
      ];
    },
  },
  '39-pixelspacing-filler': {
    check: async (bench) => {
      const film = bench.inFolder('filler.dcm');
      const grades = await unchangedGrades(bench);
      const corrected = await bench.predict(film, '--spacing', '0.6');
      return [
        judge(await bench.predict(film), {
          grades,
          named: /PixelSpacing|filler|placeholder|two spacings|spacings? (differ|contradict)/i,
        }),
        judge(corrected, { grades, named: NOTHING }),
      ];
    },
  },
  '51-ok-voi-lut-only': { check: async (bench) => [await judgeFilm(bench, 'voi.dcm', NOTHING)] },
  '52-ok-unused-high-bits': { check: async (bench) => [await judgeFilm(bench, 'high.dcm', NOTHING)] },
  '55-ok-pixel-padding': { check: async (bench) => [await judgeFilm(bench, 'pad.dcm', NOTHING)] },
  '56-ok-meta-header-lies': {
    check: async (bench) => [await judgeFilm(bench, 'nometa.dcm', NOTHING), await judgeFilm(bench, 'lies.dcm', NOTHING)],
  },
};

async function judgeFilm(bench: Workbench, name: string, named: RegExp): Promise<Answer> {
  const grades = await unchangedGrades(bench);
  return judge(await bench.predict(bench.inFolder(name)), { grades, named });
}

function answerOfImport(study: string, words: string): Answer {
  return storedRadiographs(study) === 0 ? refused(words) : warned(words);
}

function spacingLine(text: string): string {
  return short(text.split('\n').find((line) => SPACING_NAMED.test(line)) ?? '');
}
