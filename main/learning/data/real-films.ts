// Reads the real films that the hip finders learn from: pelves with the circles of their femoral heads, and pictures without a hip.
// A data folder holds `pelvis/heads.csv`, `pelvis/images` and `pelvis/no-hip`, or is that `pelvis` folder itself.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readSmallText } from '../../files/read-json.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { parseTable } from '../../cohort/tables/parse-table.ts';
import { readPicture } from '../../dicom/read-picture.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { SideSchema } from '../../domain/hip.ts';
import { fileFailure } from '../../files/file-failure.ts';
import { resample } from '../../imaging/resample.ts';
import type { LearningFilm, LearningHead } from '../../training/localisation/learning-film.ts';
import { dataText } from '../text/data.ts';

export interface FoundFilms {
  readonly pelves: readonly LearningFilm[];
  readonly others: readonly LearningFilm[];
}

/** Longer edges are reduced to this, which keeps a head at 22 pixels or more. */
const LONGEST_EDGE = 640;

const HeadRow = z.object({
  file: z.string().min(1),
  side: SideSchema,
  visible: z.enum(['yes', 'cut-off', 'absent']),
  x: z.string(),
  y: z.string(),
  radius: z.string(),
});

/** Fails with `file-not-found`, `labels-malformed` or `picture-malformed`. */
export async function readRealFilms(folder: string): Promise<Result<FoundFilms>> {
  const root = await pelvisFolder(folder);
  if (root === null) return failed('file-not-found', dataText.realFilms.notFound(folder));
  try {
    const table = await readSmallText(join(root, 'heads.csv'));
    if (!table.ok) return table;
    const heads = headsByFile(table.value);
    if (!heads.ok) return heads;
    const pelves: LearningFilm[] = [];
    for (const [file, known] of heads.value) {
      const film = await readLearningFilm(join(root, 'images', file), file);
      if (!film.ok) return film;
      pelves.push({ ...film.value, heads: known.map((hip) => scaledHead(hip, film.value.reduction)) });
    }
    const others: LearningFilm[] = [];
    for (const file of (await readdir(join(root, 'no-hip'))).toSorted()) {
      const film = await readLearningFilm(join(root, 'no-hip', file), file);
      if (!film.ok) return film;
      others.push(film.value);
    }
    return success({ pelves, others });
  } catch (error) {
    const failure = fileFailure(error, root);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** Returns the folder that holds heads.csv. Null if neither the folder nor its `pelvis` does. */
async function pelvisFolder(folder: string): Promise<string | null> {
  for (const root of [join(folder, 'pelvis'), folder]) {
    const names: string[] = await readdir(root).catch((): string[] => []);
    if (names.includes('heads.csv')) return root;
  }
  return null;
}

function headsByFile(text: string): Result<Map<string, LearningHead[]>> {
  const table = parseTable(text);
  if (!table.ok) return table;
  const heads = new Map<string, LearningHead[]>();
  for (const { line, cells } of table.value.rows) {
    const row = HeadRow.safeParse(cells);
    if (!row.success) return failed('labels-malformed', dataText.realFilms.badLine(line));
    const { file, side, visible, x, y, radius } = row.data;
    const known = heads.get(file) ?? [];
    heads.set(file, known);
    if (visible === 'absent') continue;
    const head = { x: Number(x), y: Number(y), radius: Number(radius) };
    if (!(head.radius > 0) || !Number.isFinite(head.x + head.y)) {
      return failed('labels-malformed', dataText.realFilms.badLine(line));
    }
    known.push({ side, head, implant: false });
  }
  return success(heads);
}

async function readLearningFilm(path: string, name: string): Promise<Result<LearningFilm & { readonly reduction: number }>> {
  const file = await readRegularFile(path);
  if (!file.ok) return file;
  const read = await readPicture(new Uint8Array(file.value));
  if (!read.ok) return failed(read.failure.code, dataText.inFile(name, read.failure.message));
  const { width, height, pixels, highest } = read.value;
  const reduction = Math.max(1, Math.max(width, height) / LONGEST_EDGE);
  const [columns, rows] = [Math.round(width / reduction), Math.round(height / reduction)];
  const start = (reduction - 1) / 2;
  const small = resample(
    { width, height, pixels },
    { start, step: reduction, count: columns },
    { start, step: reduction, count: rows },
  );
  const bytes = Uint8Array.from(small, (value) => Math.round((255 * value) / highest));
  return success({ subject: name, width: columns, height: rows, pixels: bytes, heads: [], reduction });
}

function scaledHead(hip: LearningHead, reduction: number): LearningHead {
  const toSmall = (value: number): number => (value + 0.5) / reduction - 0.5;
  return { ...hip, head: { x: toSmall(hip.head.x), y: toSmall(hip.head.y), radius: hip.head.radius / reduction } };
}
