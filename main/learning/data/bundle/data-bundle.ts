// The data of a run as files that can be trained on elsewhere: pictures, and labels as codes. Subjects and visits are numbers, those of a
// study with the hash that a model's card lists, so the files hold no name of the study.

import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, writeWhole } from '../../../files/write-whole.ts';
import { readSmallText } from '../../../files/read-json.ts';
import { readRegularFile } from '../../../files/regular-file.ts';
import { failed, success, type Result } from '../../../domain/failure.ts';
import { CropPointSchema } from '../../../domain/geometry.ts';
import { HipSchema } from '../../../domain/hip.ts';
import { KnownLabelSchema } from '../../../domain/hip-label.ts';
import { jsonOrNull } from '../../../domain/json.ts';
import { perQuadrant, perQuadrantOf } from '../../../domain/quadrant.ts';
import type { HipSet } from '../../../training/tasks/hip-set.ts';
import type { LabelledPictures } from '../../../training/tasks/labelled-pictures.ts';
import { codedSubject } from '../../evaluation/seen-subjects.ts';
import { dataText } from '../../text/data.ts';

/**
 * The prepared sets of a run: of hips with zones for Systems 1 and 2, of pictures with named grades for Systems 3 and 4. Only a run that is
 * measured where it trains has a test set.
 */
export type BundledSets = BundledHips | BundledPictures;

interface BundledHips {
  readonly kind: 'hips';
  readonly train: HipSet;
  readonly validation: HipSet;
  readonly test?: HipSet;
}

interface BundledPictures {
  readonly kind: 'pictures';
  readonly train: LabelledPictures;
  readonly validation: LabelledPictures;
  readonly test?: LabelledPictures;
}

const PARTS = ['train', 'validation', 'test'] as const;
type Part = (typeof PARTS)[number];

/** The names of the files that hold these sets. */
export function bundleFiles(sets: Readonly<Partial<Record<Part, unknown>>>): string[] {
  return ['items.json', ...partsOf(sets).map((part) => `${part}.pixels`)];
}

function partsOf(sets: Readonly<Partial<Record<Part, unknown>>>): Part[] {
  return PARTS.filter((part) => sets[part] !== undefined);
}

const Labels = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('strong'), quadrants: perQuadrantOf(KnownLabelSchema) }),
  z.strictObject({ kind: z.literal('weak'), diseased: z.boolean() }),
]);
const Hip = z.strictObject({
  hip: HipSchema,
  labels: Labels,
  zones: perQuadrantOf(z.array(CropPointSchema)).optional(),
});
const Picture = z.strictObject({ subject: z.string(), labels: z.record(z.string(), z.number().nullable()) });
const Edge = z.int().min(1).max(4096);

const ItemsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hips'),
    edge: Edge,
    train: z.array(Hip),
    validation: z.array(Hip),
    test: z.array(Hip).optional(),
  }),
  z.strictObject({
    kind: z.literal('pictures'),
    size: z.strictObject({ height: Edge, width: Edge }),
    train: z.array(Picture),
    validation: z.array(Picture),
    test: z.array(Picture).optional(),
  }),
]);
type Items = z.infer<typeof ItemsSchema>;

/** Writes the sets to a folder. Subjects of a study keep their hash; those of other folders may be named after patients, and do not. */
export async function writeBundle(folder: string, sets: BundledSets, from: 'study' | 'folders'): Promise<void> {
  await makeFolder(folder);
  const items = JSON.stringify(itemsOf(sets, from));
  await writeWhole(join(folder, 'items.json'), items);
  for (const part of partsOf(sets)) await writeWhole(join(folder, `${part}.pixels`), pixelsOf(sets, part));
}

/** Larger than the items of a hundred thousand hips with their zones. **(ours)** */
const LARGEST_ITEMS = 256e6;

/** Reads the sets from a folder. Fails with `labels-malformed` if the files are not a bundle. */
export async function readBundle(folder: string): Promise<Result<BundledSets>> {
  const text = await readSmallText(join(folder, 'items.json'), LARGEST_ITEMS);
  if (!text.ok) return text;
  const parsed = ItemsSchema.safeParse(jsonOrNull(text.value));
  if (!parsed.success) return failed('labels-malformed', dataText.bundle.malformed);
  const pixels: Partial<Record<Part, Uint8Array>> = {};
  for (const part of partsOf(parsed.data)) {
    const expected = (parsed.data[part]?.length ?? 0) * areaOf(parsed.data);
    const read = await readRegularFile(join(folder, `${part}.pixels`), expected);
    if (!read.ok) return read;
    if (read.value.length !== expected) return failed('labels-malformed', dataText.bundle.malformed);
    pixels[part] = read.value;
  }
  return success(setsOf(parsed.data, pixels));
}

function itemsOf(sets: BundledSets, from: 'study' | 'folders'): Items {
  const numbers = numbersOf(sets, from);
  if (sets.kind === 'pictures') {
    const numbered = ({ items }: LabelledPictures) =>
      items.map(({ subject, labels }) => ({ subject: numbers.subject(subject), labels: { ...labels } }));
    return {
      kind: 'pictures',
      size: sets.train.stored.size,
      train: numbered(sets.train),
      validation: numbered(sets.validation),
      ...(sets.test === undefined ? {} : { test: numbered(sets.test) }),
    };
  }
  const numbered = ({ hips }: HipSet) =>
    hips.map(({ hip: { subject, visit, side }, labels, zones }) => ({
      hip: { subject: numbers.subject(subject), visit: numbers.visit(visit), side },
      labels,
      ...(zones === undefined ? {} : { zones: perQuadrant((quadrant) => [...zones[quadrant]]) }),
    }));
  return {
    kind: 'hips',
    edge: sets.train.cropSize,
    train: numbered(sets.train),
    validation: numbered(sets.validation),
    ...(sets.test === undefined ? {} : { test: numbered(sets.test) }),
  };
}

/** Numbers subjects and visits in the order in which they first appear. Padded, so they sort as they appear. */
function numbersOf(sets: BundledSets, from: 'study' | 'folders') {
  const hips = sets.kind === 'hips' ? PARTS.flatMap((part) => sets[part]?.hips ?? []).map(({ hip }) => hip) : [];
  const pictures = sets.kind === 'pictures' ? PARTS.flatMap((part) => sets[part]?.items ?? []) : [];
  const number = (names: readonly string[]) => {
    const numbers = new Map<string, string>();
    for (const name of names) if (!numbers.has(name)) numbers.set(name, String(numbers.size + 1).padStart(6, '0'));
    return (name: string): string => numbers.get(name) ?? '';
  };
  const subjects = number([...hips, ...pictures].map(({ subject }) => subject));
  return {
    // The hash is the one that the model's card lists, so that a model trained elsewhere knows whom it has seen.
    subject: (name: string) => (from === 'study' ? codedSubject(subjects(name), name) : subjects(name)),
    visit: number(hips.map(({ visit }) => visit).toSorted()),
  };
}

function pixelsOf(sets: BundledSets, part: Part): Uint8Array {
  return (sets.kind === 'hips' ? sets[part]?.crops : sets[part]?.stored.pixels) ?? new Uint8Array();
}

/** The pixels of one picture. */
function areaOf(items: Items): number {
  return items.kind === 'hips' ? items.edge ** 2 : items.size.height * items.size.width;
}

function setsOf(items: Items, pixels: Readonly<Partial<Record<Part, Uint8Array>>>): BundledSets {
  if (items.kind === 'pictures') {
    const set = (part: Part): LabelledPictures => ({
      stored: { pixels: new Uint8Array(pixels[part] ?? []), size: items.size },
      items: items[part] ?? [],
    });
    const test = items.test === undefined ? {} : { test: set('test') };
    return { kind: 'pictures', train: set('train'), validation: set('validation'), ...test };
  }
  const set = (part: Part): HipSet => ({
    hips: items[part] ?? [],
    crops: new Uint8Array(pixels[part] ?? []),
    cropSize: items.edge,
  });
  const test = items.test === undefined ? {} : { test: set('test') };
  return { kind: 'hips', train: set('train'), validation: set('validation'), ...test };
}
