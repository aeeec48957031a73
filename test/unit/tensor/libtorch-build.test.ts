// The build with torch installations of every layout, version and ABI, and an addon that does not load. A fake compiler records its
// arguments. The library that it links lacks a symbol, like one of another ABI, and the system's real loader loads it.

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
  /** Since torch 2.9, the version is in another file. */
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
  readonly message: string;
  /** One line per call of the compiler. */
  readonly calls: readonly string[];
}

function build(libtorch: string): Answer {
  const [compiler, log, source] = ['compiler', 'calls', 'missing.c'].map((name) => join(folder, name));
  write(source ?? '', 'int symbol_of_another_abi(void);\nint used(void) { return symbol_of_another_abi(); }\n');
  write(
    compiler ?? '',
    `#!/bin/sh
echo "$*" >> ${log}
if [ "$1" = --version ]; then echo "fake 1.0"; exit; fi
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
  return { status: answer.status, message: answer.stderr.trim(), calls };
}

describe.skipIf(process.platform !== 'linux' || !linker)('the build', () => {
  it('finds a pip-installed torch by its site-packages folder, with CUDA and the C++ standard that it needs', () => {
    makeTorch(join(folder, 'site-packages/torch'), { version: [2, 6, 0], cuda: true });
    const { calls } = build(join(folder, 'site-packages'));
    const link = calls.find((call) => call.startsWith('-shared')) ?? '';
    expect(calls.some((call) => call.includes(`-isystem${join(folder, 'site-packages/torch/include')} `))).toBe(true);
    expect(calls.some((call) => call.includes('-std=c++20') && call.includes('-D_GLIBCXX_USE_CXX11_ABI=1'))).toBe(true);
    expect(link).toContain(`-L${join(folder, 'site-packages/torch/lib')} `);
    expect(link).toContain('-Wl,--no-as-needed -ltorch_cuda -lc10_cuda');
  });

  it('finds an unpacked libtorch with the old string ABI, and links it without CUDA', () => {
    makeTorch(join(folder, 'libtorch'), { version: [2, 4, 1], modernStrings: false });
    const { calls } = build(join(folder, 'libtorch'));
    expect(calls.some((call) => call.includes('-std=c++17') && call.includes('-D_GLIBCXX_USE_CXX11_ABI=0'))).toBe(true);
    expect(calls.join('\n')).not.toContain('cuda');
  });

  it('reads the version from the file of newer torches', () => {
    makeTorch(join(folder, 'libtorch'), { version: [2, 9, 0], versionFile: 'torch/headeronly/version.h' });
    expect(build(join(folder, 'libtorch')).message).toContain('torch 2.9.0');
  });

  it('refuses a torch that is too old, and says what to do', () => {
    makeTorch(join(folder, 'libtorch'), { version: [1, 10, 2] });
    const { status, message } = build(join(folder, 'libtorch'));
    expect(status).toBe(1);
    expect(message).toBe('torch 1.10.2 was found, but 1.13 or newer is needed. Set LIBTORCH to a newer version.');
  });

  it('refuses a torch of another ABI and says what to do, and opening an engine repeats that', () => {
    makeTorch(join(folder, 'libtorch'), { version: [2, 4, 1] });
    const { status, message } = build(join(folder, 'libtorch'));
    expect(status).toBe(1);
    expect(message).toMatch(
      /^The libtorch engine was built against torch 2\.4\.1 in .*undefined symbol: symbol_of_another_abi.*C\+\+ ABI. Set LIBTORCH to a complete torch of one version\.$/u,
    );
    expect(readFileSync(join(folder, 'out/reason.txt'), 'utf8').trim()).toBe(message);
  });
});

/** Opens engines in a copy of their folder, with its own addon and in its own process. */
function openInCopy(prepare: (buildFolder: string) => void): string {
  cpSync(join(root, 'main/tensor'), join(folder, 'main/tensor'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'build/libtorch'), { recursive: true });
  prepare(join(folder, 'build/libtorch'));
  const code = `
    const { openEngine } = await import(${JSON.stringify(join(folder, 'main/tensor/open-engine.ts'))});
    const libtorch = await openEngine({ engine: 'libtorch' });
    const any = await openEngine();
    console.log(JSON.stringify([libtorch.ok ? 'opened' : libtorch.failure.code + ': ' + libtorch.failure.message, any.ok && any.value.name]));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', cwd: folder });
  return stdout.trim().split('\n').at(-1) ?? '';
}

describe('an addon that cannot be loaded', () => {
  it('is reported with a remedy, and the next engine is used', () => {
    const answer = openInCopy((place) => {
      writeFileSync(join(place, 'osteograde_torch.node'), 'not a library');
    });
    expect(answer).toMatch(
      /^\["engine-unavailable: The libtorch engine was built but does not load \(.*\)\. .*Run \\"npm run setup\\" again.*","wasm"\]$/u,
    );
  });

  it('is reported with the reason if it was never built', () => {
    const answer = openInCopy((place) => {
      writeFileSync(join(place, 'reason.txt'), 'libtorch was not found. Install it.\n');
    });
    expect(answer).toBe('["engine-unavailable: libtorch was not found. Install it.","wasm"]');
  });
});
