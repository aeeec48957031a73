#!/usr/bin/env node
// Prepares a fresh clone: installs npm and Debian packages, builds the native engine and the application. It skips steps that are
// already done. Plain JavaScript for any Node since 20, because nothing is installed yet when it starts.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setupText } from './text.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** For each Debian package, the command that a test looks for, and what we use it for. */
const DEBIAN_PACKAGES = JSON.parse(readFileSync(join(root, 'main/hosts/setup/debian-packages.json'), 'utf8'));

installPackages();
installDebianPackages();
buildEngine();
buildApplication();
say(setupText.ready);

function installPackages() {
  const stamp = join(root, 'node_modules', '.osteograde-lock');
  const lockHash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.version)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash && existsSync(ownNode))
    return say(setupText.packages.installed);
  say(setupText.packages.installing);
  // Install scripts stay off, because the packages ship their binaries. Only Node 24 needs its script.
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  must('npm', ['rebuild', 'node', '--foreground-scripts', '--loglevel=error']);
  if (process.platform === 'linux' && run('nvidia-smi', ['-L'], { stdio: 'ignore' }).status === 0) {
    say(setupText.packages.fetchingTensorFlow);
    const fetched = run('npm', ['rebuild', '@tensorflow/tfjs-node-gpu', '--loglevel=error']);
    if (fetched.status !== 0) say(setupText.packages.noTensorFlow);
  }
  writeFileSync(stamp, lockHash);
}

function installDebianPackages() {
  if (process.platform !== 'linux' || run('dpkg-query', ['--version'], { stdio: 'ignore' }).status !== 0) {
    return say(setupText.debian.otherSystem);
  }
  const missing = Object.keys(DEBIAN_PACKAGES).filter((name) => !isInstalled(name));
  if (missing.length === 0) return say(setupText.debian.installed);
  const administrator = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (administrator.length > 0 && run('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    say(setupText.debian.needsAdministrator);
    for (const name of missing) say(setupText.debian.missing(name, DEBIAN_PACKAGES[name].use));
    return say(setupText.debian.askAdministrator(missing));
  }
  say(setupText.debian.installing(missing));
  const apt = (...args) => {
    const [command, ...rest] = [...administrator, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    return run(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  apt('update');
  if (apt('install', '-y', '--no-install-recommends', ...missing)) return;
  for (const name of missing) {
    if (!apt('install', '-y', '--no-install-recommends', name))
      say(setupText.debian.notInstalled(name, DEBIAN_PACKAGES[name].use));
  }
}

function isInstalled(name) {
  const state = run('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { stdio: ['ignore', 'pipe', 'ignore'] });
  return state.status === 0 && String(state.stdout) === 'installed';
}

function buildEngine() {
  say(setupText.engine.building);
  const built = run(ownNode, [join(root, 'main', 'tensor', 'libtorch', 'build.mjs')]);
  if (built.status !== 0) say(setupText.engine.notBuilt);
}

function buildApplication() {
  say(setupText.application.building);
  must('npm', ['run', '--silent', 'build']);
}

/** Runs a required step, and ends the setup if it fails. */
function must(command, args) {
  const done = run(command, args);
  if (done.status === 0) return;
  say(setupText.failed([command, ...args].join(' ')));
  process.exit(1);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
}

function say(sentence) {
  process.stdout.write(setupText.line(sentence));
}
