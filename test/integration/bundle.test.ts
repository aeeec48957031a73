// The bundles of main and electron that `npm run build` makes, built here in a folder of their own.

import { execFile, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { createBuilder } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DesktopBridge } from '../../electron/preload.ts';
import type { Desktop } from '../../renderer/api/desktop.ts';
import { boundsArguments } from '../../main/processes/bounds.ts';
import { dicomFile, smallRadiograph, SYNTAX } from '../fixtures/dicom-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Inside the repository, so that the bundle finds package.json and node_modules as dist does.
const out = join(root, 'build', 'test-bundle');
const home = mkdtempSync(join(tmpdir(), 'osteograde-bundle-'));
const run = promisify(execFile);

beforeAll(async () => {
  const builder = await createBuilder({
    configFile: join(root, 'vite.main.config.ts'),
    build: { outDir: out },
    logLevel: 'error',
  });
  await builder.buildApp();
});

afterAll(() => {
  rmSync(out, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

const scripts = (): string[] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.c?js$/.test(name))
    .map((name) => join(out, name));

/** The modules that a built file imports at once, and those it imports lazily. */
function imports(file: string): { readonly atOnce: string[]; readonly lazily: string[] } {
  const text = readFileSync(file, 'utf8');
  const names = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);
  return { atOnce: names(/^(?:import|export)\b[^"'`;]*?["']([^"']+)["'];?$/gm), lazily: names(/\bimport\("([^"]+)"\)/g) };
}

function everythingLoadedAtOnce(file: string, seen = new Set<string>()): Set<string> {
  for (const name of imports(file).atOnce) {
    const target = name.startsWith('.') ? join(file, '..', name) : name;
    if (seen.has(target)) continue;
    seen.add(target);
    if (name.startsWith('.')) everythingLoadedAtOnce(target, seen);
  }
  return seen;
}

describe('the bundle', () => {
  it('bundles everything but native packages and packages with data files', () => {
    const allowed =
      /^(electron|better-sqlite3|onnxruntime-node|dcmjs-codecs|h5wasm|h5wasm-plugins|pdfkit|fontkit|@resvg\/resvg-wasm|@tensorflow\/[\w-]+)(\/.*)?$/;
    const outside = scripts()
      .flatMap((file) => [...imports(file).atOnce, ...imports(file).lazily])
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name));
    expect([...new Set(outside)].filter((name) => !allowed.test(name))).toEqual([]);
    expect(outside).toContain('better-sqlite3');
  });

  it('starts the command line without loading modules that only one command needs', async () => {
    const loaded = [...everythingLoadedAtOnce(join(out, 'main', 'cli.js'))];
    expect(loaded.filter((name) => !name.startsWith('/') && !name.startsWith('node:'))).toEqual([]);
    expect(loaded.filter((name) => name.startsWith('/')).length).toBeLessThan(15);
    const { stdout } = await run(process.execPath, [join(out, 'main', 'cli.js'), '--help']);
    expect(stdout).toContain('Usage: osteograde');
  });

  it('lists the engines in the documented shape and finds the native addon', async () => {
    const { stdout } = await run(process.execPath, [join(out, 'main', 'cli.js'), 'engines', '--json'], { cwd: home });
    const engine = {
      name: expect.stringMatching(/^(libtorch|tensorflow|wasm)$/),
      available: expect.any(Boolean),
      reason: expect.stringMatching(/\w+.*\.$/),
      chosen: expect.any(Boolean),
    };
    const measured = {
      version: expect.any(String),
      device: expect.stringMatching(/^(cpu|cuda)$/),
      threads: expect.any(Number),
      gflops: expect.any(Number),
    };
    const memory = expect.toSatisfy((bytes) => bytes === null || bytes > 0);
    const absent = { available: false, version: null, device: null, threads: null, memory: null, gflops: null, chosen: false };
    const listed: { engines: { name: string; available: boolean; chosen: boolean; gflops: number | null }[] } =
      JSON.parse(stdout);
    expect(listed.engines.map(({ name }) => name)).toEqual(['libtorch', 'tensorflow', 'wasm']);
    for (const row of listed.engines)
      expect(row).toEqual(row.available ? { ...engine, ...measured, memory } : { ...engine, ...absent });
    expect(listed.engines.filter(({ chosen }) => chosen).map(({ name }) => name)).toEqual([
      listed.engines.find(({ available }) => available)?.name,
    ]);
    expect(listed.engines[0].available).toBe(existsSync(join(root, 'build/libtorch/osteograde_torch.node')));
  });

  it('starts the grading process', async () => {
    const child = fork(join(out, 'main', 'inference-child.js'), boundsArguments({ megabytes: 2000, orphanMs: 0 }), {
      serialization: 'advanced',
    });
    try {
      const answer = new Promise((resolve) => void child.once('message', resolve));
      const choice = { device: 'cpu', precision: 'fp32' };
      const hips = [{ pixels: new Uint8Array(224 * 224), landmarks: [], numbering: 'original' }];
      child.send({ kind: 'call', id: 1, call: { kind: 'grade', modelPath: join(home, 'none.onnx'), choice, hips } });
      expect(await answer).toMatchObject({ kind: 'failure', id: 1, failure: { code: 'model-not-found' } });
    } finally {
      child.kill();
    }
  });

  it('draws phantoms in worker threads', async () => {
    const folder = join(home, 'phantoms');
    await run(process.execPath, [join(out, 'main', 'cli.js'), 'phantom', '--subjects', '1', '--seed', '3', '--out', folder]);
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm'))).not.toEqual([]);
  });

  it('carries the program of its decoding threads', async () => {
    const film = join(home, 'film.dcm');
    writeFileSync(film, dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph() }));
    const { stdout } = await run(process.execPath, [join(out, 'main', 'cli.js'), 'inspect', '--json', film]);
    expect(JSON.parse(stdout)).toMatchObject({ pixels: { rows: 3, columns: 4, max: 1100 }, problem: null });
    expect(existsSync(join(out, 'main', 'decode-worker.js'))).toBe(true);
  });

  it('opens the desktop page, serves it under a strict policy, and exits cleanly', async () => {
    const { stdout } = await run(
      process.execPath,
      [join(root, 'test/fixtures/electron/run-main.ts'), join(out, 'electron', 'main.js'), home],
      { env: { ...process.env, OSTEOGRADE_HOME: home, NODE_NO_WARNINGS: '1' } },
    );
    const seen: unknown = JSON.parse(stdout);
    expect(seen).toMatchObject({
      loaded: ['osteograde://app/'],
      preload: join(out, 'electron', 'preload.cjs'),
      started: join(out, 'main', 'engines-child.js'),
      about: { status: 200, body: expect.stringContaining('"host":"desktop"') },
      page: { status: 404 },
      ended: 'exit 0',
    });
    expect(existsSync(join(out, 'main', 'engines-child.js'))).toBe(true);
    for (const answer of ['about', 'unknown', 'page']) {
      expect(seen).toHaveProperty(
        [answer, 'headers', 'content-security-policy'],
        expect.stringMatching(/^default-src 'none'; script-src 'self';/),
      );
      expect(seen).toHaveProperty([answer, 'headers', 'x-content-type-options'], 'nosniff');
    }
  });
});

describe('the built preload', () => {
  const ipc = Object.assign(new EventEmitter(), { invoke: async (...args: unknown[]) => args });

  function exposed(): { readonly worlds: Record<string, DesktopBridge>; readonly required: string[] } {
    const worlds: Record<string, DesktopBridge> = {};
    const required: string[] = [];
    const electron = {
      ipcRenderer: ipc,
      contextBridge: { exposeInMainWorld: (name: string, bridge: DesktopBridge) => void (worlds[name] = bridge) },
    };
    const require = (name: string): unknown => {
      required.push(name);
      return electron;
    };
    // A sandboxed preload has neither `process` nor modules, so touching either would throw here.
    runInNewContext(readFileSync(join(out, 'electron', 'preload.cjs'), 'utf8'), { require });
    return { worlds, required };
  }

  it('requires only Electron and exposes only what the page uses', () => {
    const { worlds, required } = exposed();
    expect(required).toEqual(['electron']);
    expect(Object.keys(worlds)).toEqual(['osteograde']);
    const bridge: Required<Desktop> = worlds['osteograde'];
    expect(Object.keys(bridge).sort()).toEqual([
      'chooseFiles',
      'chooseFolder',
      'onCommand',
      'openPath',
      'openedFiles',
      'revealInFolder',
    ]);
  });

  it('passes commands to the page without the event that holds the channel', () => {
    const bridge = exposed().worlds['osteograde'];
    const received: unknown[][] = [];
    const stop = bridge.onCommand((...args: unknown[]) => void received.push(args));
    ipc.emit('osteograde:command', { sender: ipc }, 'study.import');
    ipc.emit('osteograde:command', { sender: ipc }, { id: 'not a string' });
    stop();
    ipc.emit('osteograde:command', { sender: ipc }, 'study.open');
    expect(received).toEqual([['study.import']]);
  });
});
