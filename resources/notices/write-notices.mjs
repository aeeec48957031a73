// Writes dist/THIRD-PARTY-NOTICES.txt: every package that the product bundles or ships, with its licence and the licence's text.
// Runs at the end of `npm run build`. An argument names another file.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getProjectLicenses } from 'generate-license-file';

const root = fileURLToPath(new URL('../../', import.meta.url));

const HEADER = `Osteograde contains the packages below. Each part names packages, with version and licence, and gives the text of the licence they carry.
Where a package carries no text, the standard text of the licence it names stands here.
Electron and Chromium bring notices of their own: LICENSE.electron.txt and LICENSES.chromium.html beside the program.
ONNX Runtime's notices on what it contains: https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt
`;

/** Of packages with several licence files, the first to print; of ONNX Runtime, whose package has none, its repository's. */
const CHOSEN_TEXTS = {
  'h5wasm-plugins': 'node_modules/h5wasm-plugins/COPYING',
  'type-fest': 'node_modules/type-fest/license-mit',
  'google-protobuf': 'node_modules/google-protobuf/LICENSE.md',
  'onnxruntime-node': 'resources/notices/texts/onnxruntime.txt',
  'onnxruntime-common': 'resources/notices/texts/onnxruntime.txt',
};

/** Packages of which two licences hold, each for a part. */
const SECOND_TEXTS = {
  '@expo-google-fonts/inter': 'node_modules/@expo-google-fonts/inter/LICENSE_FONT',
  'h5wasm-plugins': 'node_modules/h5wasm-plugins/LICENSE',
};

const RULE = '-'.repeat(100);

const shipped = shippedPackages(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const licences = await getProjectLicenses(join(root, 'package.json'), { replace: CHOSEN_TEXTS });
const parts = licences.flatMap(({ dependencies, content, notices }) => {
  const packages = dependencies.filter((name) => shipped.has(name)).toSorted();
  if (packages.length === 0) return [];
  const lines = packages.map((name) => `${name.replace(/@([^@]+)$/, ' $1')} (${shipped.get(name)})`);
  const second = dependencies.flatMap((name) => SECOND_TEXTS[name.replace(/@[^@]+$/, '')] ?? []);
  const texts = [licenceText(content), ...second.map(textIn), ...notices.map((notice) => notice.trim())];
  return [[lines.join('\n'), ...texts].join('\n\n')];
});
const file = process.argv[2] ?? join(root, 'dist', 'THIRD-PARTY-NOTICES.txt');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${[HEADER, ...parts].join(`\n${RULE}\n\n`)}\n`);

/** `name@version` with its licence. Optional packages are the engines of a development checkout, which no package carries. */
function shippedPackages(lock) {
  const { packages } = JSON.parse(lock);
  const entries = Object.entries(packages).filter(([path, one]) => path !== '' && !one.dev && !one.optional && !one.devOptional);
  return new Map(
    entries.map(([path, one]) => [`${path.split('node_modules/').at(-1)}@${one.version}`, one.license ?? 'not stated']),
  );
}

/** The text itself, or the standard texts of the licences that it only names. */
function licenceText(content) {
  const text = content.trim();
  if (text.includes('\n')) return text;
  const names = text.match(/[\w.-]+/g).filter((name) => !['AND', 'OR'].includes(name));
  return [text, ...names.map((name) => textIn(`resources/notices/texts/${name}.txt`))].join('\n\n');
}

function textIn(path) {
  return readFileSync(join(root, path), 'utf8').trim();
}
