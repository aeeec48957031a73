// A long day of a real server: two studies, three pages and a browser that list, read, grade, import, upload and report. Ends with the
// errors, the trend of memory and open files, the stored readings and the audit chain.
// npm run bench:soak [-- --minutes 25 --seed 1]

import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../main/domain/random.ts';
import { untilGone } from '../fixtures/real-server.ts';
import { faultsOf } from './server/check-study.ts';
import { treeOf, usageOf, type Usage } from './server/process-tree.ts';
import { browse } from './soak/browser-page.ts';
import { visit, type Visit } from './soak/page.ts';
import { openSoak } from './soak/studies.ts';
import { trendOf } from './soak/trend.ts';

const SAMPLE_MS = 5000;
/** Every process must be gone this long after the server's end. */
const GONE_MS = 6000;
/** A rise over the second half that is no leak: a garbage collection that is still due, or a few connections. */
const SLACK = { ownMb: 30, treeMb: 60, ownHandles: 8, treeHandles: 16 } as const satisfies Usage;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '25' }, seed: { type: 'string', default: '1' } },
});
const seed = Number(values.seed);
const load = () => loadavg()[0]?.toFixed(1) ?? '';

console.log(`${availableParallelism()} processors, load ${load()} at the start, seed ${seed}, ${values.minutes} minutes`);
const soak = await openSoak(seed);
const { server, studies } = soak;
const outcomes: Record<string, { done: number; refused: number; errors: number }> = {};
const errors = new Map<string, number>();
const samples: (Usage & { readonly seconds: number })[] = [];
const [first, second] = studies;
const start = Date.now();
const until = start + Number(values.minutes) * 60_000;

const [readings, browserErrors] = await Promise.all([
  Promise.all([
    visit({ ...common(1), study: first, quadrants: ['femur-superior', 'femur-inferior'] }, until),
    visit({ ...common(2), study: first, quadrants: ['acetabulum-superior', 'acetabulum-inferior'] }, until),
    visit({ ...common(3), study: second, quadrants: ['femur-superior', 'acetabulum-superior'] }, until),
  ]),
  browse(server.address, until),
  sample(),
]);
const tree = treeOf(server.pid);
await server.end('SIGTERM');
const { left } = await untilGone(tree, GONE_MS);
report();
soak.close();

function common(page: number): Omit<Visit, 'study' | 'quadrants'> {
  return {
    server,
    random: seededRandom(seed * 10 + page),
    count: (action, outcome, error) => {
      const row = (outcomes[action] ??= { done: 0, refused: 0, errors: 0 });
      if (error === undefined) row[outcome]++;
      else {
        row.errors++;
        const text = `${action}: ${error}`;
        errors.set(text, (errors.get(text) ?? 0) + 1);
      }
    },
  };
}

async function sample(): Promise<void> {
  while (Date.now() < until) {
    samples.push({ seconds: (Date.now() - start) / 1000, ...usageOf(server.pid) });
    await pause(SAMPLE_MS);
  }
}

function report(): void {
  console.table(outcomes);
  const measures = ['ownMb', 'treeMb', 'ownHandles', 'treeHandles'] as const;
  const trends = measures.map((name) => {
    const trend = trendOf(
      samples.map((each) => ({ seconds: each.seconds, value: each[name] })),
      SLACK[name],
    );
    return { name, ...trend, peak: Math.max(...samples.map((each) => each[name])) };
  });
  console.table(
    Object.fromEntries(
      trends.map(({ name, mean, perHour, rise, peak, flat }) => [
        name,
        { mean: Math.round(mean), peak: Math.round(peak), 'per hour': Math.round(perHour), rise: rise.toFixed(1), flat },
      ]),
    ),
  );
  const known = new Set<string>();
  const [one, two, three] = readings;
  const faults = [
    ...[...errors].map(([text, count]) => `${count} times ${text}`),
    ...browserErrors.map((text) => `in the browser: ${text}`),
    ...trends.filter(({ flat }) => !flat).map(({ name, rise }) => `${name} rose by ${rise.toFixed(1)} in the second half`),
    ...faultsOf(first.folder, { readings: [...one.values(), ...two.values()], sent: null }, known),
    ...faultsOf(second.folder, { readings: three.values(), sent: null }, known),
    ...(left.length > 0 ? [`${left.length} processes outlived the server by ${GONE_MS / 1000} s`] : []),
    ...(server.errors() === '' ? [] : [`the server wrote: ${server.errors().slice(0, 500)}`]),
  ];
  for (const fault of faults) console.log(fault);
  const checked = one.size + two.size + three.size;
  console.log(`${checked} readings checked, chains and hashes checked, ${faults.length} faults, load ${load()} at the end`);
  if (faults.length > 0) process.exitCode = 1;
}
