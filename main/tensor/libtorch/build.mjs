// Builds the libtorch addon. Finds torch (LIBTORCH=/folder, or Debian's libtorch-dev), its version and C++ ABI, compiles the files of
// native/ in parallel, links them, and loads the result in a separate process with every symbol bound. Rebuilds only what has changed.
// Options: --out=/folder, --nodedir=/folder. Plain JavaScript, so that `npm run setup` can run it on the system's Node. On failure, prints
// what to do and exits with code 1.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const scriptFolder = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(scriptFolder, '../../..');
const native = path.join(scriptFolder, 'native');
const out = path.resolve(root, option('out') ?? 'build/libtorch');
const objects = path.join(out, 'objects');
const addon = path.join(out, 'osteograde_torch.node');
const stampFile = path.join(out, 'stamp.json');
const reasonFile = path.join(out, 'reason.txt');
const header = path.join(objects, 'torch-precompiled.h');

/** ATen's templates gain nothing from -O3, but the loops do. */
const ATEN_FLAGS = ['-O2'];

/** A failure that the user can fix. */
class Obstacle extends Error {}

try {
  fs.mkdirSync(objects, { recursive: true });
  const outcome = await build();
  fs.rmSync(reasonFile, { force: true });
  process.stdout.write(`${outcome}\n`);
} catch (error) {
  const sentence = error instanceof Obstacle ? error.message : `The libtorch engine could not be built: ${String(error)}`;
  fs.rmSync(addon, { force: true });
  fs.rmSync(stampFile, { force: true });
  fs.writeFileSync(reasonFile, sentence);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

async function build() {
  if (process.platform !== 'linux')
    throw new Obstacle('The libtorch engine is built on Linux only. Training uses the next available engine.');
  const torch = findTorch();
  const compiler = findCompiler();
  const flags = compileFlags(torch, compiler);
  const libraries = linkFlags(torch);
  const sources = listSources(flags);
  const stamp = JSON.stringify({
    torch: torch.version,
    folder: torch.libraries,
    cuda: torch.cuda,
    fingerprint: digest([...sources.map((source) => source.fingerprint), ...libraries, torch.libraryStamp].join('\n')),
  });
  if (fs.existsSync(addon) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp)
    return `libtorch engine is up to date (torch ${torch.version})`;
  const started = Date.now();
  await precompile(compiler, flags);
  await inParallel(sources.map((source) => () => compile(compiler, source)));
  const fresh = `${addon}.new`;
  await execute(compiler.path, ['-shared', '-o', fresh, ...sources.map((source) => source.object), ...libraries], 'link');
  loadTest(fresh, torch);
  fs.renameSync(fresh, addon);
  fs.writeFileSync(stampFile, stamp);
  return `libtorch engine built in ${Math.round((Date.now() - started) / 1000)} s (torch ${torch.version}${torch.cuda ? ', CUDA' : ''})`;
}

/** The torch installation: include folders, library folder, version, ABI, CUDA. */
function findTorch() {
  const chosen = process.env.LIBTORCH;
  const candidates = chosen ? [path.resolve(chosen), path.resolve(chosen, 'torch')] : ['/usr', '/usr/local'];
  for (const folder of candidates) {
    if (!fs.existsSync(path.join(folder, 'include/ATen/ATen.h'))) continue;
    const libraries = ['lib', `lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`, 'lib64']
      .map((name) => path.join(folder, name))
      .find((name) => fs.existsSync(path.join(name, 'libtorch_cpu.so')));
    if (libraries === undefined) continue;
    const include = path.join(folder, 'include');
    const core = fs.realpathSync(path.join(libraries, 'libc10.so'));
    return {
      include: [include, path.join(include, 'torch/csrc/api/include')],
      libraries,
      system: !chosen,
      version: torchVersion(include),
      modernStrings: fs.readFileSync(core).includes('SourceLocationENSt7__cxx11'),
      cuda: fs.existsSync(path.join(libraries, 'libtorch_cuda.so')),
      libraryStamp: `${core} ${fs.statSync(core).mtimeMs} ${fs.statSync(core).size}`,
    };
  }
  throw new Obstacle(
    chosen
      ? `LIBTORCH=${chosen} does not contain include/ATen/ATen.h and lib/libtorch_cpu.so. Set it to the folder of a libtorch or of a pip-installed torch package.`
      : 'libtorch was not found. Install it with "apt install libtorch-dev", or set LIBTORCH to the folder of a libtorch or pip-installed torch. Until then, training uses the next available engine.',
  );
}

function torchVersion(include) {
  for (const name of ['torch/headeronly/version.h', 'torch/csrc/api/include/torch/version.h']) {
    const file = path.join(include, name);
    if (!fs.existsSync(file)) continue;
    const text = fs.readFileSync(file, 'utf8');
    const part = (word) => Number(new RegExp(`define TORCH_VERSION_${word} (\\d+)`).exec(text)?.[1]);
    const version = [part('MAJOR'), part('MINOR'), part('PATCH')];
    if (version.some(Number.isNaN)) continue;
    if (version[0] < 1 || (version[0] === 1 && version[1] < 13))
      throw new Obstacle(`torch ${version.join('.')} was found, but 1.13 or newer is needed. Set LIBTORCH to a newer version.`);
    return version.join('.');
  }
  throw new Obstacle(`The version of torch in ${include} could not be read. Check that the installation is complete.`);
}

function findCompiler() {
  for (const name of [process.env.CXX, 'g++', 'c++', 'clang++']) {
    if (!name) continue;
    const answer = spawnSync(name, ['--version'], { encoding: 'utf8' });
    if (answer.status === 0) return { path: name, banner: answer.stdout.split('\n')[0], clang: answer.stdout.includes('clang') };
  }
  throw new Obstacle(
    'No C++ compiler was found. Install one with "apt install g++". Until then, training uses the next available engine.',
  );
}

function nodeHeaders() {
  const folders = [];
  try {
    folders.push(path.join(path.dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include'));
  } catch {
    // Not installed, so the headers of Node itself are used.
  }
  const chosen = option('nodedir');
  for (const nodedir of [chosen, process.env.npm_config_nodedir, path.resolve(process.execPath, '../..'), '/usr'])
    if (nodedir) folders.push(path.join(nodedir, 'include/node'));
  const found = folders.find((folder) => fs.existsSync(path.join(folder, 'node_api.h')));
  if (found === undefined)
    throw new Obstacle('node_api.h was not found. Run "npm ci" first, or give its folder with --nodedir=/folder.');
  return found;
}

function compileFlags(torch, compiler) {
  const [major, minor] = torch.version.split('.').map(Number);
  const standard = major > 2 || (major === 2 && minor >= 5) ? 'c++20' : 'c++17';
  const shared = [
    `-std=${standard}`,
    '-fPIC',
    '-pthread',
    '-fopenmp', // without it, ATen's parallel_for becomes a loop on one thread
    '-fvisibility=hidden',
    '-fno-math-errno',
    '-ffp-contract=fast',
    '-Wall',
    '-Wextra',
    '-Wno-unused-parameter',
    `-DNODE_GYP_MODULE_NAME=osteograde_torch`,
    '-DNAPI_VERSION=8',
    `-DOSTEOGRADE_TORCH_VERSION="${torch.version}"`,
    `-DOSTEOGRADE_TORCH=${100 * Number(major) + Number(minor)}`, // 1.13 is 113, 2.2 is 202
    `-D_GLIBCXX_USE_CXX11_ABI=${torch.modernStrings ? 1 : 0}`,
    ...(process.arch === 'x64' ? ['-DOSTEOGRADE_X86'] : []),
    `-I${nodeHeaders()}`,
    ...(torch.system ? [] : torch.include.map((folder) => `-isystem${folder}`)),
  ];
  return { shared, compiler: compiler.banner };
}

function linkFlags(torch) {
  return [
    '-fopenmp',
    '-Wl,-z,nodelete', // tensors of other threads can outlive the worker that loaded the addon
    `-L${torch.libraries}`,
    ...(torch.system ? [] : [`-Wl,-rpath,${torch.libraries}`]),
    '-ltorch_cpu',
    '-lc10',
    '-ldl',
    // Nothing in the CUDA library is called by name. Loading it registers its kernels.
    ...(torch.cuda ? ['-Wl,--no-as-needed', '-ltorch_cuda', '-lc10_cuda', '-Wl,--as-needed'] : []),
  ];
}

/** Every object file to build, with its dependencies. */
function listSources(flags) {
  const names = fs.readdirSync(native).sort();
  const headers = names.filter((name) => name.endsWith('.h')).map((name) => fs.readFileSync(path.join(native, name), 'utf8'));
  const plain = { set: 'Baseline', extra: ['-O3'] };
  const wide = [
    { set: 'Avx2', extra: ['-O3', '-march=x86-64-v3'] },
    { set: 'Avx512', extra: ['-O3', '-march=x86-64-v4', '-mprefer-vector-width=512'] },
  ];
  const loopSets = process.arch === 'x64' ? [plain, ...wide] : [plain];
  const source = (name, object, extra) => {
    const file = path.join(native, name);
    const all = [...flags.shared, ...extra];
    const fingerprint = digest([fs.readFileSync(file, 'utf8'), ...headers, ...all, flags.compiler].join('\n'));
    return { file, object: path.join(objects, `${object}.o`), arguments: all, aten: !name.startsWith('loops'), fingerprint };
  };
  return names
    .filter((name) => name.endsWith('.cc'))
    .flatMap((name) =>
      name === 'loops.cc'
        ? loopSets.map(({ set, extra }) => source(name, `loops-${set}`, [...extra, `-DOSTEOGRADE_LOOPS=loops${set}`]))
        : [source(name, name.slice(0, -3), ATEN_FLAGS)],
    );
}

/** GCC reads ATen's headers only once. clang would need other flags and does without. */
async function precompile(compiler, flags) {
  if (compiler.clang) return;
  const content = `#include "${path.join(native, 'torch.h')}"\n`;
  const mark = digest(
    [content, fs.readFileSync(path.join(native, 'torch.h'), 'utf8'), ...flags.shared, ...ATEN_FLAGS, compiler.banner].join('\n'),
  );
  const markFile = `${header}.mark`;
  if (fs.existsSync(`${header}.gch`) && fs.existsSync(markFile) && fs.readFileSync(markFile, 'utf8') === mark) return;
  fs.writeFileSync(header, content);
  await execute(
    compiler.path,
    [...flags.shared, ...ATEN_FLAGS, '-x', 'c++-header', header, '-o', `${header}.gch`],
    'headers of torch',
  );
  fs.writeFileSync(markFile, mark);
}

async function compile(compiler, source) {
  const mark = `${source.object}.mark`;
  if (fs.existsSync(source.object) && fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === source.fingerprint) return;
  const precompiled = source.aten && !compiler.clang ? ['-include', header] : [];
  await execute(
    compiler.path,
    [...source.arguments, ...precompiled, '-c', source.file, '-o', source.object],
    path.basename(source.file),
  );
  fs.writeFileSync(mark, source.fingerprint);
}

async function inParallel(tasks) {
  const queue = [...tasks];
  const worker = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: Math.max(1, os.availableParallelism()) }, worker));
}

async function execute(command, args, what) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status === 0) {
    if (process.env.OSTEOGRADE_VERBOSE && output) process.stderr.write(output);
    return;
  }
  const log = path.join(out, 'build.log');
  fs.writeFileSync(log, output);
  const first = output.split('\n').find((line) => /error|undefined reference/u.test(line)) ?? output.split('\n')[0];
  throw new Obstacle(`The libtorch engine could not be built (${what}: ${first?.trim()}). The complete output is in ${log}.`);
}

/** With a wrong C++ ABI, the addon compiles, links and loads lazily, but crashes later. So this binds every symbol and runs a convolution. */
function loadTest(file, torch) {
  const script = `
    const module = { exports: {} };
    process.dlopen(module, ${JSON.stringify(file)});
    const a = module.exports;
    const x = a.write(new Float32Array(32).fill(1), [1, 4, 4, 2], 0);
    const filter = a.write(new Float32Array(2).fill(0.5), [1, 1, 2, 1], 0);
    const sum = a.read(a.convolve(x, filter, [1, 1, 1, 1, 0, 0, 0, 0], 1, 0)).reduce((s, v) => s + v, 0);
    if (sum !== 16) throw new Error('a convolution returned ' + sum + ' instead of 16');`;
  const answer = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env: { ...process.env, LD_BIND_NOW: '1' } });
  if (answer.status === 0) return;
  const cause =
    (answer.stderr || `signal ${answer.signal}`).split('\n').find((line) => /Error|undefined symbol|signal/u.test(line)) ?? '';
  const remedy = /cannot open shared object/u.test(cause)
    ? 'torch also needs that library. Install it (a pip-installed torch includes its CUDA libraries), or add its folder to LD_LIBRARY_PATH.'
    : 'The library does not match its headers or its C++ ABI. Set LIBTORCH to a complete torch of one version.';
  throw new Obstacle(
    `The libtorch engine was built against torch ${torch.version} in ${torch.libraries} but does not load (${cause.trim()}). ${remedy}`,
  );
}

/** The value of --name=value. */
function option(name) {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}
