// Measures how fast whole phantom radiographs are written, and checks that a linear model on small images cannot predict the grades.
// npm run bench:phantom [-- --radiographs 24 --train 1500 --test 500 --seed 11]

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CROP_SIZE } from '../../main/domain/hip-crop.ts';
import type { PhantomVersion } from '../../main/domain/training/phantom-version.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { phantomHips } from '../../main/phantom/hips.ts';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';

const SMALL = 32;

const { values } = parseArgs({
  options: {
    radiographs: { type: 'string', default: '24' },
    train: { type: 'string', default: '1500' },
    test: { type: 'string', default: '500' },
    seed: { type: 'string', default: '11' },
  },
});
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'osteograde-bench-'));
try {
  await timeRadiographs(Number(values.radiographs));
  for (const version of [1, 2, 3] as const) {
    for (const enrichment of ['balanced', 'published'] as const) await linearBaseline({ version, enrichment });
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function timeRadiographs(count: number): Promise<void> {
  const began = process.cpuUsage();
  const start = performance.now();
  const cohort = { folder: join(folder, 'cohort'), subjects: count, visits: 1, seed, workers: 2 };
  valueOrThrow(await writePhantomCohort(cohort, () => {}));
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(began);
  const processor = (used.user + used.system) / 1e6;
  console.log(
    `${count} radiographs in ${seconds.toFixed(1)} s on 2 workers: ${((60 * count) / seconds).toFixed(0)} per minute, ` +
      `${(processor / count).toFixed(2)} processor seconds each (${((120 * count) / processor).toFixed(0)} per minute on two free cores)`,
  );
}

/** Writes 32 x 32 means of crops with their grades, to which scikit-learn fits a multinomial logistic regression. */
async function linearBaseline({
  version,
  enrichment,
}: {
  version: PhantomVersion;
  enrichment: 'balanced' | 'published';
}): Promise<void> {
  const [train, test] = [Number(values.train), Number(values.test)];
  const rows: number[][] = [];
  const subjects = Math.ceil((train + test) * 0.55);
  for await (const hip of phantomHips({ seed, subjects, enrichment, implantShare: 0, version })) {
    rows.push([...shrunk(hip.crop8), ...QUADRANTS.map((quadrant) => hip.grades[quadrant])]);
  }
  const file = join(folder, `${enrichment}-${version}.json`);
  writeFileSync(file, JSON.stringify({ rows: rows.slice(0, train + test), train }));
  const script = fileURLToPath(new URL('linear_baseline.py', import.meta.url));
  const fitted = spawnSync('/usr/bin/python3', [script, file], { encoding: 'utf8' });
  const outcome = fitted.status === 0 ? fitted.stdout.trim() : "skipped: Debian's python3-sklearn is not installed";
  console.log(
    `logistic regression, version ${version}, ${SMALL} x ${SMALL}, ${enrichment}, ${train} train / ${test} test, seed ${seed}: ${outcome}`,
  );
}

function shrunk(crop: Uint8Array): number[] {
  const step = CROP_SIZE / SMALL;
  const means = Array.from({ length: SMALL * SMALL }, () => 0);
  for (let y = 0; y < CROP_SIZE; y++) {
    for (let x = 0; x < CROP_SIZE; x++) {
      means[Math.floor(y / step) * SMALL + Math.floor(x / step)] += crop[y * CROP_SIZE + x] / (255 * step * step);
    }
  }
  return means.map((mean) => Math.round(mean * 1e4) / 1e4);
}
