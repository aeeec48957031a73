// Counts how many public DICOM files are read exactly, within tolerance, or refused as expected. Exits with 1 if any result is wrong.
// Run: npm run bench:dicom [-- FOLDER with manifest.csv]

import { compareWithManifest, MANIFEST_FOLDER, manifestRows } from '../fixtures/dicom-manifest.ts';

const folder = process.argv[2] ?? MANIFEST_FOLDER;
const rows = manifestRows(folder);
if (rows.length === 0) {
  console.log(`There is no manifest.csv in ${folder}. Give the folder of the public DICOM files.`);
  process.exit(2);
}
const counts = { exact: 0, 'refused as expected': 0, 'read beyond the reference': 0, wrong: 0 };
const started = performance.now();
for (const row of rows) {
  const { comparison, why } = await compareWithManifest(row, folder);
  counts[comparison] += 1;
  if (comparison === 'wrong' || comparison === 'read beyond the reference') console.log(`${comparison}: ${row['file']}: ${why}`);
}
console.log('');
for (const [comparison, count] of Object.entries(counts)) console.log(`${String(count).padStart(4)}  ${comparison}`);
console.log(`${rows.length} files in ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = counts.wrong === 0 ? 0 : 1;
