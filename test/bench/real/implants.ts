// What the finder calls hips with metal, on phantom films over which devices are drawn: total and hemi replacements, resurfacings, nails,
// plates, screws and blades on one side, nothing on the other. The drawing is that of the training, with other seeds and on phantoms that no
// training saw, so real metal may look different: see the films with metal of bench:real.
// npm run bench:implants [-- --subjects 140 --seed 52009 --models FOLDER]

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { HEAD_KINDS, type HeadKind } from '../../../main/domain/locating.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { openFinders } from '../../../main/inference/finders.ts';
import { localiseHips } from '../../../main/inference/localise.ts';
import { phantomRadiograph } from '../../../main/phantom/locating-truth.ts';
import { drawMetal, METAL_KINDS, replacesHead } from '../../../main/training/localisation/draw-metal.ts';
import { clopperPearson, shareText } from './clopper-pearson.ts';

const { values } = parseArgs({
  options: {
    subjects: { type: 'string', default: '140' },
    seed: { type: 'string', default: '52009' },
    models: { type: 'string', default: fileURLToPath(new URL('../../../resources/models/localise', import.meta.url)) },
  },
});
const finders = valueOrThrow(await openFinders(values.models));
const seed = Number(values.seed);
const answers = new Map<string, (HeadKind | 'not found')[]>();

for (let index = 0; index < Number(values.subjects); index++) {
  const { radiograph, hips } = phantomRadiograph({ seed, index, enrichment: 'published', implantShare: 0 });
  const random = seededRandom(`${seed}/${index}/device`);
  const kind = METAL_KINDS[index % METAL_KINDS.length];
  const [treated, other] = index % 2 === 0 ? hips : hips.toReversed();
  const pixels = Float32Array.from(radiograph.pixels);
  const hip = { head: treated.head, looksRight: treated.side === 'right', angle: 0 };
  drawMetal({ width: radiograph.width, height: radiograph.height, pixels }, hip, kind, random);
  const found = valueOrThrow(await localiseHips({ ...radiograph, pixels }, finders));
  const answer = (side: string): HeadKind | 'not found' => found.find((one) => one.side === side)?.kind ?? 'not found';
  answers.set(kind, [...(answers.get(kind) ?? []), answer(treated.side)]);
  answers.set('nothing', [...(answers.get('nothing') ?? []), answer(other.side)]);
}
await finders.close();

console.log(`Synthetic radiographs: ${values.subjects} subjects, seed ${values.seed}, a device at one hip of each`);
for (const [kind, given] of answers) {
  const counts = [...HEAD_KINDS, 'not found' as const].map((one) => `${one} ${given.filter((each) => each === one).length}`);
  console.log(`  ${kind.padEnd(12)} ${counts.join(', ')}`);
}
const metal = METAL_KINDS.flatMap((kind) => answers.get(kind) ?? []);
const replaced = METAL_KINDS.filter(replacesHead).flatMap((kind) => answers.get(kind) ?? []);
const count = (given: readonly string[], kind: string): number => given.filter((one) => one === kind).length;
console.log(`metal taken for natural: ${shareText(clopperPearson(count(metal, 'natural'), metal.length))}`);
console.log(`replaced heads called implants: ${shareText(clopperPearson(count(replaced, 'implant'), replaced.length))}`);
const nothing = answers.get('nothing') ?? [];
console.log(`natural hips called natural: ${shareText(clopperPearson(count(nothing, 'natural'), nothing.length))}`);
