// Builds what runs on Node: the programs into dist/main, the shell into dist/electron. Modules that the source imports lazily stay
// lazy. Native code and packages that read files of their own stay in node_modules.

import { rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type EnvironmentOptions } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Packages that are not bundled: they have native code, WebAssembly or data files, or are so large that copying gains nothing. */
const OUTSIDE = [
  'electron',
  'better-sqlite3',
  'onnxruntime-node',
  '@tensorflow',
  'dcmjs-codecs',
  'h5wasm',
  'h5wasm-plugins',
  'pdfkit',
  'fontkit',
  '@expo-google-fonts',
  '@embedpdf',
  '@resvg',
] as const;

/** The programs of the command line, of child processes and of threads. `siblingProgram` in `main/processes/program.ts` finds them. */
export const PROGRAMS: readonly string[] = [
  'main/hosts/cli.ts',
  'main/hosts/engines-child.ts',
  'main/hosts/film-child.ts',
  'main/hosts/inference-child.ts',
  'main/hosts/reader-child.ts',
  'main/hosts/training-child.ts',
  'main/hosts/weights-child.ts',
  'main/experiment/threads/experiment-thread.ts',
  'main/learning/run/lease-thread.ts',
  'main/processes/watchdog-thread.ts',
  'main/dicom/decode-worker.ts',
  'main/cohort/safekeeping/database-worker.ts',
  'main/phantom/phantom-worker.ts',
];

const programEntries = Object.fromEntries(PROGRAMS.map((path) => [`main/${basename(path, '.ts')}`, join(root, path)]));

const node: EnvironmentOptions = {
  consumer: 'server',
  resolve: { noExternal: true, external: OUTSIDE.filter((name) => !name.startsWith('@')) },
};

export default defineConfig({
  root,
  publicDir: false,
  environments: {
    main: {
      ...node,
      build: {
        rolldownOptions: {
          external: isOutside,
          input: { ...programEntries, 'electron/main': join(root, 'electron/main.ts') },
          // All of dist/main is one folder, in which `siblingProgram` finds every program.
          output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'main/[name]-[hash].js' },
        },
      },
    },
    preload: {
      ...node,
      build: {
        rolldownOptions: {
          external: isOutside,
          input: { 'electron/preload': join(root, 'electron/preload.ts') },
          // A sandboxed preload is CommonJS in one file.
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  },
  build: { outDir: 'dist', emptyOutDir: false, target: 'node24', minify: false, sourcemap: true, reportCompressedSize: false },
  builder: {
    buildApp: async (builder) => {
      // The pages are in the same folder, so clear only what is built here.
      const out = resolve(root, builder.config.build.outDir);
      for (const folder of ['main', 'electron']) rmSync(join(out, folder), { recursive: true, force: true });
      await builder.build(builder.environments['main']);
      await builder.build(builder.environments['preload']);
    },
  },
});

function isOutside(name: string): boolean {
  return OUTSIDE.some((outside) => name === outside || name.startsWith(`${outside}/`));
}
