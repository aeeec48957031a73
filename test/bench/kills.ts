// Kills a real server, or one of its child processes, at random moments of an import, a grading, readings, a training, a report and a
// restore, and checks each time that nothing is lost, nothing is damaged and no process is left. The program is the built one.
// npm run build && npm run bench:kills [-- --kills 1000 --seed 1 --minutes 60]

import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../main/domain/random.ts';
import { OPERATIONS, type OperationName } from './kills/operations.ts';
import { killOnce, type Kill } from './kills/kill-once.ts';
import { openScene } from './kills/scene.ts';
import { pick } from './server/reading.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
  },
});
const random = seededRandom(Number(values.seed));
const until = Date.now() + Number(values.minutes) * 60_000;

console.log(`${availableParallelism()} processors, load ${(loadavg()[0] ?? 0).toFixed(1)} at the start, seed ${values.seed}`);
const scene = await openScene(random);
const kills: Kill[] = [];
try {
  for (let count = 0; count < Number(values.kills) && Date.now() < until; count++) {
    const operation = pick(random, OPERATIONS);
    const kill = await killOnce(scene, operation, random);
    kills.push(kill);
    if (kill.faults.length > 0) console.log(`kill ${count}, ${kill.operation}, ${kill.victim}: ${kill.faults.join('; ')}`);
    if (count % 20 === 19)
      console.log(`${count + 1} kills, ${kills.filter(({ faults }) => faults.length > 0).length} with faults`);
  }
} finally {
  await scene.close();
}
report();

function report(): void {
  const rows = OPERATIONS.map(({ name }) => rowOf(name));
  console.table(Object.fromEntries(rows));
  const faults = kills.filter((kill) => kill.faults.length > 0);
  const slowest = Math.max(0, ...kills.map(({ goneMs }) => goneMs));
  console.log(
    `${kills.length} kills, ${faults.length} with faults; children gone after at most ${(slowest / 1000).toFixed(1)} s; ` +
      `${scene.acknowledged()} acknowledged readings, all checked after each kill`,
  );
  if (faults.length > 0) process.exitCode = 1;
}

function rowOf(name: OperationName): [string, object] {
  const own = kills.filter(({ operation }) => operation === name);
  return [
    name,
    {
      kills: own.length,
      'of a child': own.filter(({ victim }) => victim !== 'server').length,
      faults: own.filter(({ faults }) => faults.length > 0).length,
      'slowest end, ms': Math.round(Math.max(0, ...own.map(({ goneMs }) => goneMs))),
    },
  ];
}
