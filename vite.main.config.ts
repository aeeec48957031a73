// Builds what runs on Node: the hosts into dist/main, the shell into dist/electron. Modules that the source imports lazily stay
// lazy, natives and packages that read files beside themselves stay outside, in node_modules.

import { readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Not bundled: native code, WebAssembly or data files of their own, or so large that copying them gains nothing. */
const OUTSIDE = [
  'electron',
  'better-sqlite3',
  'onnxruntime-node',
  '@tensorflow',
  'dcmjs-codecs',
  'h5wasm',
  'h5wasm-plugins',
  'pdfkit',
  '@expo-google-fonts',
] as const;

/** Every host that is a program of its own, and what it starts as a process. */
function hostEntries(): Record<string, string> {
  const names = readdirSync(join(root, 'main/hosts')).filter((name) => /^(cli|.*-child)\.ts$/.test(name));
  return Object.fromEntries(names.map((name) => [`main/${name.slice(0, -3)}`, join(root, 'main/hosts', name)]));
}

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
          input: { ...hostEntries(), 'electron/main': join(root, 'electron/main.ts') },
          // All of dist/main is flat: a file finds its siblings by its own address.
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
  plugins: [processFiles()],
  build: { outDir: 'dist', emptyOutDir: false, target: 'node24', minify: false, sourcemap: true, reportCompressedSize: false },
  builder: {
    buildApp: async (builder) => {
      // The pages lie in the same folder, so only what is built here is cleared.
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

/** A source file named by `new URL('x.ts', import.meta.url)`, as for a worker or a child process, becomes an entry of its own. */
function processFiles(): Plugin {
  return {
    name: 'osteograde-process-files',
    transform(code, id) {
      if (!id.startsWith(join(root, 'main')) || !id.endsWith('.ts')) return null;
      const changed = code.replaceAll(
        /(new URL\(\s*['"])((?:\.\/)?[\w-]+)\.ts(['"],\s*import\.meta\.url)/g,
        (_, before: string, name: string, after: string) => {
          const file = resolve(dirname(id), `${name}.ts`);
          this.emitFile({ type: 'chunk', id: file, fileName: `main/${name.replace('./', '')}.js` });
          return `${before}${name}.js${after}`;
        },
      );
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
