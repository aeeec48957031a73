// Hostile DICOM: real files with bytes changed, removed or doubled, and with false lengths and sizes. Each must end in an image or a
// refusal, in bounded time and memory, in the threads that import and inspect use, without ending a thread. A file that can be
// de-identified must open again. Run: npm run bench:dicom-fuzz [-- CASES [SEED [FOLDER]]]
// A find is written to build/fuzz. Add it to test/unit/dicom as a test.

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataSet } from '../../main/dicom/data-set.ts';
import { openDecodePool } from '../../main/dicom/decode-pool.ts';
import { seededRandom, type Random } from '../../main/domain/random.ts';
import { MANIFEST_FOLDER, manifestRows } from '../fixtures/dicom-manifest.ts';

/** Larger files only slow the run without reaching more of the code. */
const LARGEST_SEED_BYTES = 200_000;
/** Far above what any of these files needs, even on a busy machine. */
const LIMIT_MS = 20_000;
const THREADS = 2;
const EXTRA_MEMORY_BYTES = 1.5 * 1024 ** 3;

/** Codes of failures that ended a thread. */
const DEADLY = new Set(['unexpected', 'out-of-memory', 'process-ended']);

const cases = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 1);
const folder = process.argv[4] ?? MANIFEST_FOLDER;
const finds = resolve(import.meta.dirname, '../../build/fuzz');

const files = manifestRows(folder)
  .map((row) => resolve(folder, row['file']))
  .filter((file) => statSync(file).size <= LARGEST_SEED_BYTES)
  .map((file) => ({ file, bytes: readFileSync(file) }));
if (files.length === 0) {
  console.log(`There is no manifest.csv in ${folder}. Give the folder of the public DICOM files.`);
  process.exit(2);
}

const random = seededRandom(`dicom fuzz ${seed}`);
const counts = new Map<string, number>();
const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
let slowestMs = 0;
let found = 0;
let begun = 0;
const pool = openDecodePool({ threads: THREADS, timeLimitMs: LIMIT_MS });
const started = performance.now();
await Promise.all(Array.from({ length: THREADS }, work));
await pool.close();

for (const [what, times] of [...counts].toSorted((a, b) => b[1] - a[1])) console.log(`${String(times).padStart(6)}  ${what}`);
const seconds = (performance.now() - started) / 1000;
const memory = Math.round(process.memoryUsage().rss / 1024 ** 2);
console.log(
  `${cases} cases of ${files.length} files, seed ${seed}: ${found} finds, slowest ${slowestMs.toFixed(0)} ms, ${memory} MB, ${seconds.toFixed(0)} s`,
);
process.exitCode = found === 0 ? 0 : 1;

/** Runs one case after the other. Cases are made in order, so that a seed makes the same cases however the threads share them. */
async function work(): Promise<void> {
  while (begun < cases) {
    const number = begun++;
    const { file, bytes } = files[random.below(files.length)];
    const mutated = mutate(bytes, random);
    const from = performance.now();
    for (const why of await problemsOf(mutated)) keep(file, number, mutated, why);
    slowestMs = Math.max(slowestMs, performance.now() - from);
    if (number % 500 === 0 && process.memoryUsage().rss > EXTRA_MEMORY_BYTES) keep(file, number, mutated, 'uses too much memory');
  }
}

async function problemsOf(mutated: Uint8Array): Promise<string[]> {
  const inspected = await pool.inspect(mutated);
  const read = await pool.read(mutated, { suppliedSpacingMm: 0.2 });
  const copy = await pool.deidentify(mutated, {
    secret: 'a secret for fuzzing',
    options: { cleanDescriptors: true },
    redact: false,
  });
  count(inspected.ok ? (inspected.value.problem?.code ?? 'image') : inspected.failure.code);
  count(copy.ok ? 'de-identified' : 'not de-identified');
  const found = [inspected, read, copy].flatMap((result) =>
    !result.ok && (DEADLY.has(result.failure.code) || result.failure.message.includes('was not decoded within'))
      ? [`${result.failure.code}: ${result.failure.message}`]
      : [],
  );
  if (read.ok && read.value.pixels.length !== read.value.width * read.value.height) found.push('pixels do not fill the image');
  const again = copy.ok ? openDataSet(copy.value.bytes) : null;
  if (again?.ok === false) found.push(`the de-identified copy cannot be opened: ${again.failure.message}`);
  return found;
}

function keep(file: string, number: number, bytes: Uint8Array, why: string): void {
  found += 1;
  mkdirSync(finds, { recursive: true });
  const path = resolve(finds, `${seed}-${number}.dcm`);
  writeFileSync(path, bytes);
  console.log(`${path} (of ${file}): ${why}`);
}

/** Makes one to three changes, most of them small, so that the deeper layers are reached. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = new Uint8Array(bytes);
  for (let change = 0; change <= random.below(3); change++) {
    const at = random.below(mutated.length);
    // The header holds the declarations worth falsifying. The pixels get their share too.
    const place = random.next() < 0.7 ? random.below(Math.min(mutated.length, 3000)) : at;
    switch (random.below(12)) {
      case 0:
      case 6:
      case 7:
        mutated[place] ^= 1 << random.below(8);
        break;
      case 1:
        mutated[place] = random.below(256);
        break;
      case 2:
        mutated = mutated.slice(0, at);
        break;
      case 3:
        mutated = new Uint8Array(Buffer.concat([mutated.subarray(0, place), mutated.subarray(place + 1 + random.below(64))]));
        break;
      case 4:
        mutated = new Uint8Array(
          Buffer.concat([mutated.subarray(0, place), mutated.subarray(Math.max(0, place - random.below(256)))]),
        );
        break;
      case 5:
        mutated.set([0xff, 0xff, 0xff, random.next() < 0.5 ? 0xff : 0x7f].slice(0, mutated.length - place), place);
        break;
      default:
        lieAboutSize(mutated, random);
    }
    if (mutated.length === 0) break;
  }
  return mutated;
}

/** Replaces the value of Rows, Columns, BitsAllocated, NumberOfFrames and similar elements. */
function lieAboutSize(bytes: Uint8Array, random: Random): void {
  const element = [0x02, 0x04, 0x06, 0x08, 0x10, 0x11, 0x00, 0x01, 0x02, 0x03][random.below(10)];
  const group = Buffer.from([0x28, 0x00, element, random.next() < 0.4 ? 0x01 : 0x00]);
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(group);
  if (at < 0 || at + 10 > bytes.length) return;
  bytes[at + 8] = random.below(256);
  bytes[at + 9] = random.next() < 0.5 ? 0 : random.below(256);
}
