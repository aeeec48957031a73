// tfjs ships its kernel tests as modules that a bundler must join with the tfjs under test. Our engines go into the same bundle, so that
// there is only one tfjs.

import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

/** Writes `specs.js` into the folder and returns its path. */
export async function bundleSpecs(folder: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [{ name: 'jasmine-is-global', enforce: 'pre', resolveId: jasmine, load: globalJasmine }],
    resolve: { mainFields: ['module', 'main'] },
    ssr: { noExternal: true },
    environments: { ssr: { resolve: { mainFields: ['module', 'main'] } } },
    build: {
      ssr: join(import.meta.dirname, 'specs.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      reportCompressedSize: false,
      // tfjs-core's package wrongly declares that its tests have no side effects.
      rolldownOptions: { treeshake: false, output: { banner: WASM_FOLDER } },
    },
  });
  return join(folder, 'specs.js');
}

const JASMINE = '\0jasmine';
function jasmine(source: string): string | null {
  return source.startsWith('jasmine-core/') ? JASMINE : null;
}
function globalJasmine(id: string): string | null {
  return id === JASMINE ? 'export const core = () => globalThis.jasmine; export default { core };' : null;
}

/** tfjs' WebAssembly backend looks for its files beside itself. */
const WASM_FOLDER = [
  `const __dirname = ${JSON.stringify(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out'))};`,
  'const __filename = __dirname + "/bundled.js";',
].join('\n');
