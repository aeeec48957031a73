// `npm run bench:engine`: measures the engine's goals against Debian's PyTorch, with the same weights and threads, in turns within one run.
// Options: --only=first,speed,repeat,steady --networks=resnet18,... --precisions=fp32,bf16 --batch=32 --size=224 --pairs=7 --threads=2
// --out=FILE.json

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareFirstStep, compareRepeats, watchSteadiness } from './exactness.ts';
import type { FirstStep, Hundred, Repeats } from './exactness.ts';
import { goalsOf } from './goals.ts';
import type { SpeedRow } from './goals.ts';
import { NETWORKS } from './networks.ts';
import type { Precision, SideSettings } from './sides.ts';
import { measureSpeed } from './speed.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'first,repeat,steady,speed' },
    networks: { type: 'string', default: NETWORKS.join(',') },
    precisions: { type: 'string', default: 'fp32,bf16' },
    batch: { type: 'string', default: '32' },
    size: { type: 'string', default: '224' },
    pairs: { type: 'string', default: '7' },
    threads: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string', default: 'build/bench/engine.json' },
  },
});
const networks = options.networks.split(',');
const unknown = networks.find((name) => !NETWORKS.some((known) => known === name));
if (unknown !== undefined) throw new Error(`Unknown network ${unknown}. The networks are ${NETWORKS.join(', ')}.`);
const precisions = options.precisions.split(',').map((name): Precision => {
  if (name !== 'fp32' && name !== 'bf16') throw new Error(`Unknown precision ${name}. The precisions are fp32 and bf16.`);
  return name;
});
const parts = new Set(options.only.split(','));
const [batch, size, threads, pairs] = [options.batch, options.size, options.threads, options.pairs].map(Number) as [
  number,
  number,
  number,
  number,
];
/** VGG-16 at batch 32 takes minutes and 8 GiB on each side, so it is compared at a smaller batch and not timed. */
const VGG_BATCH = 8;
const SMALL = { network: 'resnet18', batch: 4, size: 64, threads };

const first: FirstStep[] = [];
const speed: SpeedRow[] = [];
const repeats: Repeats[] = [];
let steady: Hundred[] = [];

const cases = networks.flatMap((network) => precisions.map((precision) => ({ network, precision })));
for (const { network, precision } of parts.has('first') ? cases : []) {
  const row = await report(`${network} ${precision}, first step`, (folder) =>
    compareFirstStep({ network, precision, batch: network === 'vgg16' ? VGG_BATCH : batch, size, threads, folder }),
  );
  if (row !== undefined) first.push(row);
}
for (const precision of parts.has('repeat') ? precisions : []) {
  const row = await report(`${precision}, 50 steps`, (folder) => compareRepeats({ ...SMALL, precision, folder }));
  if (row !== undefined) repeats.push(row);
}
if (parts.has('steady'))
  steady =
    (await report('500 steps', (folder) => watchSteadiness({ ...SMALL, precision: 'fp32', batch: 8, size: 112, folder }))) ?? [];
for (const { network, precision } of parts.has('speed') ? cases : []) {
  if (network === 'vgg16') continue;
  const settings = { network, precision, batch, size, threads };
  const row = await report(`${network} ${precision}, speed`, (folder) => measureSpeed({ ...settings, folder }, pairs));
  if (row !== undefined) speed.push({ network, precision, ...row });
}

const goals = goalsOf({ first, speed, repeats, steady });
for (const { name, wanted, seen, met } of goals) console.log(`${met ? 'met   ' : 'MISSED'} ${name}: ${seen}, goal ${wanted}`);
mkdirSync(dirname(options.out), { recursive: true });
const machine = { processor: cpus()[0]?.model, threads, load: loadavg() };
writeFileSync(options.out, JSON.stringify({ machine, batch, size, pairs, goals, first, repeats, steady, speed }, null, 2));

/** Measures and prints figures under their name. If PyTorch cannot do it, prints why and leaves them out. */
async function report<T>(name: string, measure: (folder: SideSettings['folder']) => Promise<T>): Promise<T | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-bench-'));
  try {
    const result = await measure(folder);
    console.log(`${name}: ${JSON.stringify(result, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value))}`); // prettier-ignore
    return result;
  } catch (error) {
    console.log(`${name}: ${String(error)}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
