#!/usr/bin/env node
// Starts Osteograde's command line under the Node that the project brings along. Plain JavaScript that any Node since 16 reads.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED_MAJOR = 24;
const root = new URL('../../../', import.meta.url);
const own = fileURLToPath(new URL('node_modules/node/bin/node', root));
const major = Number(process.versions.node.split('.')[0]);

if (major >= NEEDED_MAJOR) {
  const built = fileURLToPath(new URL('dist/main/cli.js', root));
  const source = fileURLToPath(new URL('main/hosts/cli.ts', root));
  await import(pathToFileURL(existsSync(built) ? built : source).href);
} else if (existsSync(own)) {
  const options = ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url)];
  const child = spawn(own, [...options, ...process.argv.slice(2)], { stdio: 'inherit' });
  // What ends the one who waits must reach the one who works. Ctrl+C reaches both by itself; as SIGTERM it does not count twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  process.stderr.write(
    `Osteograde needs Node ${NEEDED_MAJOR} and was started with Node ${process.versions.node}. ` +
      'Run "npm run setup" in its folder: that brings the right Node along.\n',
  );
  process.exitCode = 1;
}
