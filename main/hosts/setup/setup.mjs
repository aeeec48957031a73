#!/usr/bin/env node
// Makes a fresh clone ready: packages, Debian's libraries, the native engine, the application. Safe to run again: each step that is
// already done is skipped. Plain JavaScript for any Node since 20, because nothing is installed yet when it starts.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the application and its tests use from Debian, and what for. */
const DEBIAN_PACKAGES = {
  'g++': 'compiles the libtorch engine',
  'libtorch-dev': 'the libtorch engine: training at PyTorch speed',
  chromium: 'drives the screens in tests, and shows the workstation where Electron is absent',
  'fonts-liberation': 'letters for Chromium',
  xvfb: 'a display for window tests',
  xauth: 'lets Xvfb start',
  dcmtk: 'reads our DICOM files with a second reader',
  'poppler-utils': 'renders our PDF reports in tests',
};

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

installPackages();
installDebianPackages();
buildEngine();
buildApplication();
say('Ready. "npm start" opens the workstation, "npm test" checks everything.');

function installPackages() {
  const stamp = join(root, 'node_modules', '.osteograde-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.version)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(ownNode)) return say('Packages are in place.');
  say('Installing packages from package-lock.json.');
  // Install scripts stay off: the packages we use ship their binaries. Node 24 itself is the one exception.
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  must('npm', ['rebuild', 'node', '--foreground-scripts', '--loglevel=error']);
  if (process.platform === 'linux' && run('nvidia-smi', ['-L'], { stdio: 'ignore' }).status === 0) {
    say('A CUDA device was found: fetching the TensorFlow engine (optional).');
    const fetched = run('npm', ['rebuild', '@tensorflow/tfjs-node-gpu', '--loglevel=error']);
    if (fetched.status !== 0) say('TensorFlow could not be fetched. The other engines work without it.');
  }
  writeFileSync(stamp, wanted);
}

function installDebianPackages() {
  if (process.platform !== 'linux' || run('dpkg-query', ['--version'], { stdio: 'ignore' }).status !== 0) {
    return say(
      'This is not a Debian system: install libtorch (or set LIBTORCH=/folder) and Chromium yourself where you want them.',
    );
  }
  const missing = Object.keys(DEBIAN_PACKAGES).filter((name) => !isInstalled(name));
  if (missing.length === 0) return say("Debian's packages are in place.");
  const administrator = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (administrator.length > 0 && run('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    say('These Debian packages are missing and need an administrator:');
    for (const name of missing) say(`  ${name}: ${DEBIAN_PACKAGES[name]}`);
    return say(`Ask for: apt-get install ${missing.join(' ')}. Going on without them.`);
  }
  say(`Installing from Debian: ${missing.join(', ')}.`);
  const apt = (...words) => {
    const [command, ...rest] = [...administrator, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...words];
    return run(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  apt('update');
  if (apt('install', '-y', '--no-install-recommends', ...missing)) return;
  for (const name of missing) {
    if (!apt('install', '-y', '--no-install-recommends', name))
      say(`Debian's ${name} could not be installed (${DEBIAN_PACKAGES[name]}). Going on without it.`);
  }
}

function isInstalled(name) {
  const state = run('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { stdio: ['ignore', 'pipe', 'ignore'] });
  return state.status === 0 && String(state.stdout) === 'installed';
}

function buildEngine() {
  say('Building the libtorch engine.');
  const built = run(ownNode, [join(root, 'main', 'tensor', 'libtorch', 'build.mjs')]);
  if (built.status !== 0) say('The libtorch engine was not built (see the sentence above). Training will use a slower engine.');
}

function buildApplication() {
  say('Building the application.');
  must('npm', ['run', '--silent', 'build']);
}

/** Runs a step without which nothing works; ends the set-up with a sentence where it fails. */
function must(command, words) {
  const done = run(command, words);
  if (done.status === 0) return;
  say(`"${command} ${words.join(' ')}" failed. Mend what it says above, then run "npm run setup" again.`);
  process.exit(1);
}

function run(command, words, options = {}) {
  return spawnSync(command, words, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: process.env.ONNXRUNTIME_NODE_INSTALL ?? 'skip' },
    ...options,
  });
}

function say(sentence) {
  process.stdout.write(`[setup] ${sentence}\n`);
}
