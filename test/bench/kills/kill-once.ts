// One kill: starts an operation, kills the server or a child at a random moment, and checks the study, the processes and what is left.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../../main/domain/random.ts';
import { commandLine, untilGone } from '../../fixtures/real-server.ts';
import { faultsOf, isStored } from '../server/check-study.ts';
import type { Operation, OperationName } from './operations.ts';
import { keyOf } from '../server/reading.ts';
import type { Scene } from './scene.ts';

export interface Kill {
  readonly operation: OperationName;
  readonly victim: string;
  readonly faults: readonly string[];
  /** How long the last child lived after its server. */
  readonly goneMs: number;
}

/** Every process must be gone after this time. */
const GONE_MS = 6000;
/** How often a child is killed instead of the server, where there is one. */
const CHILD_SHARE = 0.3;

const checked = new Set<string>();

export async function killOnce(scene: Scene, operation: Operation, random: Random): Promise<Kill> {
  if (operation.name === 'restore') return killRestore(scene, operation, random);
  const broken: unknown[] = [];
  const running = operation.run(scene, random).catch((error: unknown) => broken.push(error));
  await pause(random.between(0, operation.longestMs));
  const { server } = scene;
  const child =
    operation.child === null ? undefined : server.children().find(({ command }) => command.includes(operation.child ?? ''));
  const victim = child !== undefined && random.next() < CHILD_SHARE ? child : null;
  if (victim !== null) return killChild(scene, operation, { pid: victim.pid, running });

  const faults = broken.map((error) => `the operation failed before the kill: ${String(error)}`);
  const children = server.children();
  await server.end('SIGKILL');
  const { milliseconds, left } = await untilGone(
    children.map(({ pid }) => pid),
    GONE_MS,
  );
  const survivors = children.filter((each) => left.includes(each.pid)).map(({ command }) => command);
  if (left.length > 0) faults.push(`outlived the server by ${GONE_MS / 1000} s: ${survivors.join(', ')}`);
  if (server.errors() !== '') faults.push(`the server wrote: ${server.errors().slice(0, 300)}`);
  await running;
  try {
    await scene.start();
  } catch (error) {
    faults.push(`the study does not open again: ${String(error)}${logOf(scene)}`);
  }
  faults.push(...studyFaults(scene), ...leftovers(scene.study));
  return { operation: operation.name, victim: 'server', faults, goneMs: milliseconds };
}

/** The server must survive the death of a child and end the job in words. */
async function killChild(
  scene: Scene,
  operation: Operation,
  { pid, running }: { readonly pid: number; readonly running: Promise<unknown> },
): Promise<Kill> {
  const { client } = scene.server.page;
  const faults: string[] = [];
  const [before] = await client.jobs.list();
  process.kill(pid, 'SIGKILL');
  for (let turn = 0; turn < 100; turn++) {
    const job = (await client.jobs.list()).find(({ jobId }) => jobId === before?.jobId);
    if (job === undefined || job.progress.state !== 'running') break;
    await pause(100);
  }
  const ended = (await client.jobs.list()).find(({ jobId }) => jobId === before?.jobId)?.progress;
  const inWords = ended?.state === 'done' || ['process-ended', 'stopped'].includes(ended?.failure?.code ?? '');
  if (!inWords) faults.push(`after the death of its process the job is ${ended?.state}, ${ended?.failure?.code}`);
  await scene.server.end('SIGTERM'); // the operation would begin again
  await running;
  await scene.start();
  faults.push(...studyFaults(scene), ...leftovers(scene.study));
  return { operation: operation.name, victim: operation.child ?? 'child', faults, goneMs: 0 };
}

/** Damages a copy of the study, kills a restore of it, and restores it again. */
async function killRestore(scene: Scene, operation: Operation, random: Random): Promise<Kill> {
  await scene.server.end('SIGKILL');
  const copy = join(scene.folder, 'damaged');
  cpSync(scene.study, copy, { recursive: true, filter: (path) => !['objects', 'runs'].includes(basename(path)) });
  const damaged = damage(join(copy, 'study.sqlite'), random);
  const first = restore(scene, copy);
  await pause(random.between(0, operation.longestMs));
  first.kill('SIGKILL');
  const faults: string[] = [];
  await restore(scene, copy).ended;
  // The restored study is whole: another restore must find nothing to do.
  const { code, printed } = await restore(scene, copy).ended;
  if (code === 0 || !/nothing was restored/i.test(printed)) faults.push(`after a restore: ${code}, ${printed.slice(0, 300)}`);
  faults.push(...faultsOf(copy, { readings: [], sent: null, reportsUnlisted: true }, new Set()));
  if (faults.length > 0) faults.push(damaged);
  rmSync(copy, { recursive: true });
  await scene.start();
  return { operation: operation.name, victim: 'restore', faults, goneMs: 0 };
}

/** Overwrites 20 random bytes, cuts the file, or overwrites its header. */
function damage(path: string, random: Random): string {
  const { size } = statSync(path);
  const kind = random.next();
  if (kind < 0.3) {
    const length = random.below(size);
    truncateSync(path, length);
    return `cut to ${length} of ${size} bytes`;
  }
  const offsets = kind < 0.4 ? Array.from({ length: 100 }, (_, i) => i) : Array.from({ length: 20 }, () => random.below(size));
  const file = openSync(path, 'r+');
  for (const offset of offsets) writeSync(file, Uint8Array.of(random.below(256)), 0, 1, offset);
  closeSync(file);
  return kind < 0.4 ? 'header overwritten' : `bytes overwritten at ${offsets.join(', ')}`;
}

function restore({ home }: Scene, study: string) {
  const [program, ...words] = commandLine('built');
  const child = spawn(program, [...words, 'restore', study], {
    env: { ...process.env, OSTEOGRADE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, printed }));
  return { kill: (signal: NodeJS.Signals) => child.kill(signal), ended };
}

/** The last lines of the program's log. */
function logOf({ home }: Scene): string {
  const path = join(home, 'logs', 'osteograde.log');
  return existsSync(path) ? readFileSync(path, 'utf8').slice(-1500) : '';
}

function studyFaults(scene: Scene): string[] {
  const { study, readings, sent } = scene;
  const faults = faultsOf(study, { readings: readings.values(), sent }, checked);
  if (sent !== null && isStored(study, sent)) readings.set(keyOf(sent), sent);
  scene.sent = null;
  return faults;
}

/** Files that a killed process was still writing, after the study was opened again. */
function leftovers(study: string): string[] {
  if (!existsSync(study)) return ['the study is gone'];
  const incoming = readdirSync(join(study, 'objects', 'incoming')).length;
  const drafts = readdirSync(study).filter((name) => name.endsWith('.part'));
  return [
    ...(incoming > 0 ? [`${incoming} unfinished objects are left`] : []),
    ...drafts.map((name) => `the draft ${name} is left`),
  ];
}
