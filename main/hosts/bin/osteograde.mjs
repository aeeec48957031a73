#!/usr/bin/env node
// Starts Osteograde's command line under the Node that the project ships. Plain JavaScript that every Node since 16 can run.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { binText } from './text.mjs';

const NEEDED_MAJOR = 24;
const root = new URL('../../../', import.meta.url);
const own = fileURLToPath(new URL('node_modules/node/bin/node', root));
const major = Number(process.versions.node.split('.')[0]);

/** npm does not pass every signal on, so what `npm start` started also ends when that npm is gone. */
const whenNpmEnds = (end) => {
  if (process.env.npm_lifecycle_event !== 'start') return undefined;
  const { ppid } = process;
  const timer = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(timer); // a second signal would not let it end cleanly
    end();
  }, 500);
  return timer;
};

if (major >= NEEDED_MAJOR) {
  whenNpmEnds(() => process.kill(process.pid, 'SIGTERM'))?.unref();
  const built = fileURLToPath(new URL('dist/main/cli.js', root));
  const source = fileURLToPath(new URL('main/hosts/cli.ts', root));
  await import(pathToFileURL(existsSync(built) ? built : source).href);
} else if (existsSync(own)) {
  const options = ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url)];
  const child = spawn(own, [...options, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Pass signals on to the child. Ctrl+C already reaches both processes; sent on as SIGTERM, it does not count as a second Ctrl+C.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  const timer = whenNpmEnds(() => child.kill('SIGTERM'));
  child.on('exit', (code) => {
    clearInterval(timer);
    process.exitCode = code ?? 1;
  });
} else {
  process.stderr.write(binText.nodeTooOld(NEEDED_MAJOR, process.versions.node));
  process.exitCode = 1;
}
