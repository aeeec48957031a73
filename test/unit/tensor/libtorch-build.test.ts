// The build against torches of every layout, version and ABI, and an addon that does not load. The compiler is a pretended one that
// notes what it is asked; what it links misses a symbol, as a library of another ABI would, and goes through the system's real loader.

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const linker = spawnSync('gcc', ['--version']).status === 0;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'osteograde-build-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

interface Torch {
  readonly version: readonly [number, number, number];
  /** Since torch 2.9 it stands elsewhere. */
  readonly versionFile?: string;
  readonly modernStrings?: boolean;
  readonly cuda?: boolean;
}

function makeTorch(place: string, torch: Torch): void {
  const { version, versionFile = 'torch/csrc/api/include/torch/version.h', modernStrings = true, cuda = false } = torch;
  const names = ['MAJOR', 'MINOR', 'PATCH'];
  write(join(place, 'include/ATen/ATen.h'), '');
  write(join(place, 'include', versionFile), names.map((name, k) => `#define TORCH_VERSION_${name} ${version[k]}\n`).join(''));
  write(join(place, 'lib/libtorch_cpu.so'), '');
  write(join(place, 'lib/libc10.so'), modernStrings ? '_ZN3c10lsERSoRKNS_14SourceLocationENSt7__cxx11' : '_ZN3c10lsERSo');
  if (cuda) write(join(place, 'lib/libtorch_cuda.so'), '');
}

interface Answer {
  readonly status: number | null;
  readonly words: string;
  /** Every call of the compiler, a line each. */
  readonly calls: readonly string[];
}

function build(libtorch: string): Answer {
  const [compiler, log, source] = ['compiler', 'calls', 'missing.c'].map((name) => join(folder, name));
  write(source ?? '', 'int symbol_of_another_abi(void);\nint used(void) { return symbol_of_another_abi(); }\n');
  write(
    compiler ?? '',
    `#!/bin/sh
echo "$*" >> ${log}
if [ "$1" = --version ]; then echo "pretended 1.0"; exit; fi
for word in "$@"; do
  if [ "$before" = -o ]; then out=$word; fi
  if [ "$word" = -shared ]; then shared=1; fi
  before=$word
done
if [ -n "$shared" ]; then gcc -shared -fPIC -o "$out" ${source}; else : > "$out"; fi
`,
  );
  chmodSync(compiler ?? '', 0o755);
  const answer = spawnSync(process.execPath, [join(root, 'main/tensor/libtorch/build.mjs'), `--out=${join(folder, 'out')}`], {
    encoding: 'utf8',
    env: { ...process.env, LIBTORCH: libtorch, CXX: compiler },
  });
  const calls = spawnSync('cat', [log ?? ''], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  return { status: answer.status, words: answer.stderr.trim(), calls };
}

describe.skipIf(process.platform !== 'linux' || !linker)('the build', () => {
  it('finds a pip-installed torch by the folder of its site-packages, with CUDA and in the standard of C++ that it wants', () => {
    makeTorch(join(folder, 'site-packages/torch'), { version: [2, 6, 0], cuda: true });
    const { calls } = build(join(folder, 'site-packages'));
    const link = calls.find((call) => call.startsWith('-shared')) ?? '';
    expect(calls.some((call) => call.includes(`-isystem${join(folder, 'site-packages/torch/include')} `))).toBe(true);
    expect(calls.some((call) => call.includes('-std=c++20') && call.includes('-D_GLIBCXX_USE_CXX11_ABI=1'))).toBe(true);
    expect(link).toContain(`-L${join(folder, 'site-packages/torch/lib')} `);
    expect(link).toContain('-Wl,--no-as-needed -ltorch_cuda -lc10_cuda');
  });

  it('finds an unpacked libtorch, old strings and all, and links it without CUDA', () => {
    makeTorch(join(folder, 'libtorch'), { version: [2, 4, 1], modernStrings: false });
    const { calls } = build(join(folder, 'libtorch'));
    expect(calls.some((call) => call.includes('-std=c++17') && call.includes('-D_GLIBCXX_USE_CXX11_ABI=0'))).toBe(true);
    expect(calls.join('\n')).not.toContain('cuda');
  });

  it('reads the version where newer torches keep it', () => {
    makeTorch(join(folder, 'libtorch'), { version: [2, 9, 0], versionFile: 'torch/headeronly/version.h' });
    expect(build(join(folder, 'libtorch')).words).toContain('torch 2.9.0');
  });

  it('refuses a torch that is too old, in one sentence', () => {
    makeTorch(join(folder, 'libtorch'), { version: [1, 10, 2] });
    const { status, words } = build(join(folder, 'libtorch'));
    expect(status).toBe(1);
    expect(words).toBe('torch 1.10.2 was found, but 1.13 or newer is needed: set LIBTORCH to a newer one.');
  });

  it('refuses a torch of another ABI in one sentence, which loading an engine repeats', () => {
    makeTorch(join(folder, 'libtorch'), { version: [2, 4, 1] });
    const { status, words } = build(join(folder, 'libtorch'));
    expect(status).toBe(1);
    expect(words).toMatch(
      /^The libtorch engine was built against torch 2\.4\.1 in .*undefined symbol: symbol_of_another_abi.*C\+\+ ABI, do not belong together; set LIBTORCH to a complete torch of one version\.$/u,
    );
    expect(readFileSync(join(folder, 'out/reason.txt'), 'utf8').trim()).toBe(words);
  });
});

/** A copy of the engines with an addon of its own, in a process of its own. */
function openInCopy(prepare: (buildFolder: string) => void): string {
  cpSync(join(root, 'main/tensor'), join(folder, 'main/tensor'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'build/libtorch'), { recursive: true });
  prepare(join(folder, 'build/libtorch'));
  const code = `
    const { openEngine } = await import(${JSON.stringify(join(folder, 'main/tensor/open-engine.ts'))});
    const asked = await openEngine({ engine: 'libtorch' });
    const any = await openEngine();
    console.log(JSON.stringify([asked.ok ? 'opened' : asked.failure.code + ': ' + asked.failure.message, any.ok && any.value.name]));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', cwd: folder });
  return stdout.trim().split('\n').at(-1) ?? '';
}

describe('an addon that cannot be loaded', () => {
  it('is told with what to do, and the next engine is taken', () => {
    const answer = openInCopy((place) => {
      writeFileSync(join(place, 'osteograde_torch.node'), 'not a library');
    });
    expect(answer).toMatch(
      /^\["engine-unavailable: The libtorch engine was built but does not load \(.*\): .*run \\"npm run setup\\" again.*","wasm"\]$/u,
    );
  });

  it('that was never built says why', () => {
    const answer = openInCopy((place) => {
      writeFileSync(join(place, 'reason.txt'), 'libtorch was not found: install it.\n');
    });
    expect(answer).toBe('["engine-unavailable: libtorch was not found: install it.","wasm"]');
  });
});
