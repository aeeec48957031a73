// Runs the built command line, as this user or as nobody, in a folder of its own.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BIN } from '../../fixtures/command-line.ts';

/** Linux' user and group without rights. */
const NOBODY = 65534;
/** A command that takes longer counts as hung. */
const MOST_MS = 180_000;

export const BUILT = resolve(import.meta.dirname, '../../../dist/main/cli.js');

export interface Printed {
  /** Null if a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, standard error last. */
  readonly words: string;
  readonly crashed: boolean;
}

export interface CommandPlace {
  readonly cwd: string;
  /** The program's home folder. */
  readonly home: string;
  readonly asNobody?: boolean;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');
}

export async function runBuilt(args: readonly string[], place: CommandPlace): Promise<Printed> {
  return run([process.execPath, '--disable-warning=ExperimentalWarning', BIN, ...args], place);
}

/** Runs a shell script in which `osteograde` is the built command. */
export async function runScript(script: string, place: CommandPlace): Promise<Printed> {
  const command = `osteograde() { '${process.execPath}' --disable-warning=ExperimentalWarning '${BIN}' "$@"; }`;
  return run(['bash', '-c', `${command}\n${script}`], place);
}

async function run(command: readonly string[], { cwd, home, asNobody = false }: CommandPlace): Promise<Printed> {
  const user = asNobody ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
  const [file = '', ...args] = [...user, ...command];
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, HOME: home, OSTEOGRADE_HOME: home, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_MS,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const words = `${stdout}${stderr}`;
      const crashed = code === null || /^\s+at .+(:\d+:\d+|\(native\))\)?$/m.test(words);
      fulfil({ code, stdout, stderr, words, crashed });
    });
  });
}
