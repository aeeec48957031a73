// Films of other programs and other body parts, given to the built command line: what comes out for each file, and whether a radiographer
// would accept it. Exits with 1 if any answer is wrong.
// Run: npm run build && npm run bench:interop -- --data DIR [--only rotated], DIR holding interop and pelvis

import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { refused, VERDICTS, warned, wrong, type Answer } from './cases/answer.ts';
import { BUILT, runBuilt } from './cases/command.ts';
import { filmOutcomes, type FilmOutcome } from './cases/film-outcomes.ts';
import { short } from './cases/judge.ts';

interface Expectation {
  readonly folder: string;
  /** Files below the folder that the expectation is about. Default: all. */
  readonly files?: RegExp;
  /** A refusal, or a mark beside a grade, must match. */
  readonly named: RegExp;
  /** Marked grades are accepted. */
  readonly mayGrade?: true;
}

const NOT_FOUND = /no (right|left )?hip|body part|shows? (the|a) |another part/i;
/** None of these films is good enough for a grade without a warning. */
const GRADED_WITH_CARE = /coarse|frog|view of/i;

/** The first that fits a file decides. */
const EXPECTED: readonly Expectation[] = [
  { folder: 'interop/sr-tid1500', named: /holds no image/ },
  { folder: 'interop/seg', named: /segmentation/ },
  { folder: 'interop/cr-dx', files: /MG/, named: /mammogram/ },
  { folder: 'interop/cr-dx', named: NOT_FOUND },
  { folder: 'interop', files: /^RG2/, named: /no (right|left) hip|frog|turned|view/i, mayGrade: true },
  { folder: 'interop', files: /^RG3/, named: NOT_FOUND },
  { folder: 'pelvis/infant', named: /colour|child|infant|adult/i },
  { folder: 'pelvis/no-hip', named: NOT_FOUND },
  { folder: 'pelvis/rotated', named: /no (right|left) hip|coarse|lies? on|turn/i, mayGrade: true },
  { folder: 'pelvis/metal', named: /no (right|left) hip|coarse|prosthesis|metal|implant/i, mayGrade: true },
];
/** Words that no radiographer would understand here: nobody gave points, and a foot is not a prosthesis. */
const MISPLACED = /neighbouring points|numbering|\.pts\b/;

const { values } = parseArgs({ options: { data: { type: 'string' }, only: { type: 'string', default: '' } } });
if (values.data === undefined || !existsSync(join(values.data, 'interop'))) {
  console.log(`Skipped: ${values.data ?? 'no folder'} has no folder interop. Give the folder of the public films with --data.`);
} else if (!existsSync(BUILT)) {
  console.log('The command line is not built. Run npm run build first.');
  process.exitCode = 2;
} else {
  await judgeFolders(resolve(values.data), values.only);
}

async function judgeFolders(data: string, only: string): Promise<void> {
  const counts = { right: 0, warned: 0, refused: 0, wrong: 0 };
  const root = mkdtempSync(join(tmpdir(), 'osteograde-interop-'));
  chmodSync(root, 0o755);
  try {
    const folders = [...new Set(EXPECTED.map(({ folder }) => folder))].filter((folder) => folder.includes(only));
    for (const folder of folders) {
      const films = readdirSync(join(data, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
      const names = films.map(({ name }) => name);
      const pictures = names.some((name) => name.endsWith('.jpg'));
      for (const spacing of pictures ? ['', '1.2'] : ['']) {
        console.log(`\n${folder}${spacing === '' ? '' : `, --spacing ${spacing}`}`);
        const study = join(root, `${folder.replaceAll('/', '-')}-${spacing}`);
        const paths = names.map((name) => join(data, folder, name));
        const options = spacing === '' ? [] : ['--spacing', spacing];
        const place = { cwd: root, home: root };
        const printed = await runBuilt(['import', ...paths, '--study', study, ...options, '--grade', '--json'], place);
        const outcomes = filmOutcomes(study, printed);
        for (const name of names) {
          const expected = EXPECTED.find((each) => each.folder === folder && (each.files?.test(name) ?? true));
          if (expected === undefined) continue;
          const { verdict, words } = judgeFilm(outcomes.get(name), expected);
          counts[verdict] += 1;
          console.log(`${verdict.padEnd(8)} ${name.padEnd(44)} ${words}`);
        }
      }
    }
  } finally {
    rmSync(root, { recursive: true });
  }
  console.log('');
  for (const verdict of VERDICTS) console.log(`${String(counts[verdict]).padStart(4)}  ${verdict}`);
  process.exitCode = counts.wrong === 0 ? 0 : 1;
}

function judgeFilm(outcome: FilmOutcome | undefined, { named, mayGrade }: Expectation): Answer {
  if (outcome === undefined) return wrong('neither imported nor named');
  const words = [...new Set(outcome.words)].join(' | ');
  const shown = short([...outcome.graded, words].join(' | '));
  if (MISPLACED.test(words)) return wrong(shown);
  if (outcome.graded.length === 0) return named.test(words) ? refused(shown) : wrong(shown === '' ? 'no word' : shown);
  if (mayGrade !== true) return wrong(`graded: ${shown}`);
  return GRADED_WITH_CARE.test(words) ? warned(shown) : wrong(`graded without a word of doubt: ${shown}`);
}
