#!/usr/bin/env node
// Prepares a fresh clone: installs npm and Debian packages, builds the native engine and the application. It skips steps that are
// already done. Plain JavaScript for any Node since 20, because nothing is installed yet when it starts.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** For each Debian package, the command that a test looks for, and what we use it for. */
const DEBIAN_PACKAGES = JSON.parse(readFileSync(join(root, 'main/hosts/setup/debian-packages.json'), 'utf8'));

installPackages();
installDebianPackages();
buildEngine();
buildApplication();
say('Ready. "npm start" opens the workstation. "npm test" checks everything.');

function installPackages() {
  const stamp = join(root, 'node_modules', '.osteograde-lock');
  const lockHash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.version)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash && existsSync(ownNode))
    return say('The npm packages are installed.');
  say('Installing the packages in package-lock.json.');
  // Install scripts stay off, because the packages ship their binaries. Only Node 24 needs its script.
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  must('npm', ['rebuild', 'node', '--foreground-scripts', '--loglevel=error']);
  if (process.platform === 'linux' && run('nvidia-smi', ['-L'], { stdio: 'ignore' }).status === 0) {
    say('Found a CUDA device. Fetching the optional TensorFlow engine.');
    const fetched = run('npm', ['rebuild', '@tensorflow/tfjs-node-gpu', '--loglevel=error']);
    if (fetched.status !== 0) say('Could not fetch TensorFlow. The other engines work without it.');
  }
  writeFileSync(stamp, lockHash);
}

function installDebianPackages() {
  if (process.platform !== 'linux' || run('dpkg-query', ['--version'], { stdio: 'ignore' }).status !== 0) {
    return say('This is not a Debian system. Install libtorch (or set LIBTORCH=/folder) and Chromium yourself if you want them.');
  }
  const missing = Object.keys(DEBIAN_PACKAGES).filter((name) => !isInstalled(name));
  if (missing.length === 0) return say('The Debian packages are installed.');
  const administrator = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (administrator.length > 0 && run('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    say('These Debian packages are missing, and installing them needs administrator rights:');
    for (const name of missing) say(`  ${name}: ${DEBIAN_PACKAGES[name].use}`);
    return say(`Ask your administrator to run: apt-get install ${missing.join(' ')}. Continuing without them.`);
  }
  say(`Installing Debian packages: ${missing.join(', ')}.`);
  const apt = (...args) => {
    const [command, ...rest] = [...administrator, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    return run(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  apt('update');
  if (apt('install', '-y', '--no-install-recommends', ...missing)) return;
  for (const name of missing) {
    if (!apt('install', '-y', '--no-install-recommends', name))
      say(`Could not install ${name} (${DEBIAN_PACKAGES[name].use}). Continuing without it.`);
  }
}

function isInstalled(name) {
  const state = run('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { stdio: ['ignore', 'pipe', 'ignore'] });
  return state.status === 0 && String(state.stdout) === 'installed';
}

function buildEngine() {
  say('Building the libtorch engine.');
  const built = run(ownNode, [join(root, 'main', 'tensor', 'libtorch', 'build.mjs')]);
  if (built.status !== 0) say('The libtorch engine was not built; the line above says why. Training will use a slower engine.');
}

function buildApplication() {
  say('Building the application.');
  must('npm', ['run', '--silent', 'build']);
}

/** Runs a required step, and ends the setup if it fails. */
function must(command, args) {
  const done = run(command, args);
  if (done.status === 0) return;
  say(`"${command} ${args.join(' ')}" failed. Fix the problem above, then run "npm run setup" again.`);
  process.exit(1);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
}

function say(sentence) {
  process.stdout.write(`[setup] ${sentence}\n`);
}
