// The data of a run as files that can be trained on elsewhere: pictures, and labels as codes. Subjects and visits are numbers, those of a
// study with the hash that a model's card lists, so the files hold no name of the study.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, writeWhole } from '../../../files/write-whole.ts';
import { readingFailure } from '../../../files/file-failure.ts';
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

/** The prepared sets of a run: of hips with zones for Systems 1 and 2, of pictures with named grades for Systems 3 and 4. */
export type BundledSets =
  | { readonly kind: 'hips'; readonly train: HipSet; readonly validation: HipSet }
  | { readonly kind: 'pictures'; readonly train: LabelledPictures; readonly validation: LabelledPictures };

/** The files of a bundle. */
export const BUNDLE_FILES = ['items.json', 'train.pixels', 'validation.pixels'] as const;

const PARTS = ['train', 'validation'] as const;

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
  z.strictObject({ kind: z.literal('hips'), edge: Edge, train: z.array(Hip), validation: z.array(Hip) }),
  z.strictObject({
    kind: z.literal('pictures'),
    size: z.strictObject({ height: Edge, width: Edge }),
    train: z.array(Picture),
    validation: z.array(Picture),
  }),
]);
type Items = z.infer<typeof ItemsSchema>;

/** Writes the sets to a folder. Subjects of a study keep their hash; those of other folders may be named after patients, and do not. */
export async function writeBundle(folder: string, sets: BundledSets, from: 'study' | 'folders'): Promise<void> {
  await makeFolder(folder);
  const items = JSON.stringify(itemsOf(sets, from));
  await writeWhole(join(folder, 'items.json'), items, { private: true });
  for (const part of PARTS) await writeWhole(join(folder, `${part}.pixels`), pixelsOf(sets, part), { private: true });
}

/** Reads the sets from a folder. Fails with `labels-malformed` if the files are not a bundle. */
export async function readBundle(folder: string): Promise<Result<BundledSets>> {
  let files: Buffer[];
  try {
    files = await Promise.all(BUNDLE_FILES.map((name) => readFile(join(folder, name))));
  } catch (error) {
    const failure = readingFailure(error, 'items.json');
    if (failure === null) throw error;
    return { ok: false, failure };
  }
  const [items, train, validation] = files;
  const parsed = ItemsSchema.safeParse(jsonOrNull(items?.toString('utf8') ?? ''));
  if (!parsed.success || train === undefined || validation === undefined)
    return failed('labels-malformed', dataText.bundle.malformed);
  return setsOf(parsed.data, { train, validation });
}

function itemsOf(sets: BundledSets, from: 'study' | 'folders'): Items {
  const numbers = numbersOf(sets, from);
  if (sets.kind === 'pictures') {
    const numbered = ({ items }: LabelledPictures) =>
      items.map(({ subject, labels }) => ({ subject: numbers.subject(subject), labels: { ...labels } }));
    return { kind: 'pictures', size: sets.train.stored.size, train: numbered(sets.train), validation: numbered(sets.validation) };
  }
  const numbered = ({ hips }: HipSet) =>
    hips.map(({ hip: { subject, visit, side }, labels, zones }) => ({
      hip: { subject: numbers.subject(subject), visit: numbers.visit(visit), side },
      labels,
      ...(zones === undefined ? {} : { zones: perQuadrant((quadrant) => [...zones[quadrant]]) }),
    }));
  return { kind: 'hips', edge: sets.train.cropSize, train: numbered(sets.train), validation: numbered(sets.validation) };
}

/** Numbers subjects and visits in the order in which they first appear. Padded, so they sort as they appear. */
function numbersOf(sets: BundledSets, from: 'study' | 'folders') {
  const hips = sets.kind === 'hips' ? [...sets.train.hips, ...sets.validation.hips].map(({ hip }) => hip) : [];
  const pictures = sets.kind === 'pictures' ? [...sets.train.items, ...sets.validation.items] : [];
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

function pixelsOf(sets: BundledSets, part: (typeof PARTS)[number]): Uint8Array {
  return sets.kind === 'hips' ? sets[part].crops : sets[part].stored.pixels;
}

function setsOf(items: Items, pixels: Readonly<Record<(typeof PARTS)[number], Uint8Array>>): Result<BundledSets> {
  const area = items.kind === 'hips' ? items.edge ** 2 : items.size.height * items.size.width;
  if (PARTS.some((part) => pixels[part].length !== items[part].length * area))
    return failed('labels-malformed', dataText.bundle.malformed);
  if (items.kind === 'pictures') {
    const set = (part: (typeof PARTS)[number]): LabelledPictures => ({
      stored: { pixels: new Uint8Array(pixels[part]), size: items.size },
      items: items[part],
    });
    return success({ kind: 'pictures', train: set('train'), validation: set('validation') });
  }
  const set = (part: (typeof PARTS)[number]): HipSet => ({
    hips: items[part],
    crops: new Uint8Array(pixels[part]),
    cropSize: items.edge,
  });
  return success({ kind: 'hips', train: set('train'), validation: set('validation') });
}
