// What only the user can say about an import: each question with its pictures.

import { basename } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { encode } from 'fast-png';
import { readRadiograph } from '../dicom/read-radiograph.ts';
import { CROP_SIZE, toEightBit } from '../domain/hip-crop.ts';
import { LANDMARK_TABLES, landmarksAt, type Numbering } from '../domain/landmark-table.ts';
import { fitCircle } from '../imaging/circle-fit.ts';
import { sidesFromPoints } from '../imaging/landmark-sides.ts';
import { parsePoints } from '../imaging/parse-points.ts';
import { percentiles } from '../imaging/percentile.ts';
import { resample } from '../imaging/resample.ts';
import { openCohortFile } from './cohort-file/read-cohort-file.ts';
import type { ImportAnswers } from './import-answers.ts';
import type { OpenQuestion, PlannedFilm, PlannedImport } from './planned-import.ts';
import { looksIdentifying } from './labels/identity-columns.ts';
import { thumbnailPng } from './thumbnail.ts';

type Understood = Pick<PlannedImport, 'films' | 'tables' | 'unbound' | 'cohorts'>;

/** The questions that the files leave open, with the user's answers so far. */
export async function questionsOf(
  { films, tables, unbound, cohorts }: Understood,
  answers: ImportAnswers,
): Promise<readonly OpenQuestion[]> {
  const questions: OpenQuestion[] = [];
  const mirrored = await mirroredQuestion(cohorts, answers.mirrored);
  if (mirrored !== null) questions.push(mirrored);
  const doubtful = await filtered(films, fitsBoth);
  if (doubtful.length > 0) {
    const question = await numberingQuestion(doubtful, answers.numbering);
    if (question !== null) questions.push(question);
  }
  const unsized = films.filter(({ ground }) => ground === 'spacing-unknown');
  if (unsized.length > 0) {
    const estimable = unsized.filter((film) => film.points.length > 0).length;
    questions.push({ kind: 'spacing', files: unsized.length, estimable, answer: answers.spacingMm });
  }
  for (const { name, table } of unbound) {
    const rows = table.rows.slice(0, 5).map((row) => row.cells);
    const identifying = table.columns.filter((column) => looksIdentifying(table, column));
    questions.push({ kind: 'label-mapping', file: name, columns: table.columns, rows, identifying });
  }
  for (const { name, others } of tables) {
    if (others.columns.length > 0) questions.push({ kind: 'other-columns', file: name, ...others });
  }
  return questions;
}

/** Shows both hips of one subject at one visit. */
async function mirroredQuestion(cohorts: Understood['cohorts'], answer: boolean): Promise<OpenQuestion | null> {
  for (const { file, summary } of cohorts) {
    const pair = summary.hips.find((hip, index) => {
      const next = summary.hips[index + 1];
      return hip.side === 'right' && next?.subject === hip.subject && next.visit === hip.visit;
    });
    if (pair === undefined) continue;
    const cohort = await openCohortFile(file);
    if (!cohort.ok) continue;
    try {
      const right = cohort.value.crop(pair);
      const left = cohort.value.crop({ ...pair, side: 'left' });
      if (!right.ok || !left.ok) continue;
      const picture = (image: Float32Array): Uint8Array => thumbnailPng(toEightBit(image), false);
      const pictures = { right: picture(right.value.image), left: picture(left.value.image) };
      return { kind: 'mirrored', file: basename(file.location), pictures, answer };
    } finally {
      cohort.value.close();
    }
  }
  return null;
}

/** `Array.filter` with pauses for other work: a cohort has thousands of points files. */
async function filtered<Item>(items: readonly Item[], keep: (item: Item) => boolean): Promise<readonly Item[]> {
  const kept: Item[] = [];
  for (const [index, item] of items.entries()) {
    if (keep(item)) kept.push(item);
    if (index % 50 === 49) await breathe();
  }
  return kept;
}

/** Films whose points fit both numberings. */
function fitsBoth({ ground, points }: PlannedFilm): boolean {
  if (ground === null || ground === 'spacing-unknown') return false;
  return points.some((file) => {
    const parsed = parsePoints(file.text);
    const placed = parsed.ok ? sidesFromPoints(parsed.value, ground, { fileName: basename(file.path) }) : parsed;
    return !placed.ok && placed.failure.code === 'numbering-ambiguous';
  });
}

async function numberingQuestion(films: readonly PlannedFilm[], answer: Numbering | null): Promise<OpenQuestion | null> {
  const [film] = films;
  const [file] = film?.points ?? [];
  if (film === undefined || file === undefined) return null;
  const bytes = await film.file.read();
  const radiograph = bytes.ok ? await readRadiograph(bytes.value) : bytes;
  if (!radiograph.ok) return null;
  const points = parsePoints(file.text);
  if (!points.ok) return null;
  const head = (numbering: Numbering) => {
    const placed = sidesFromPoints(points.value, radiograph.value, { fileName: basename(file.path), numbering });
    const side = placed.ok ? (placed.value.sides.right ?? placed.value.sides.left) : undefined;
    if (side?.ok !== true) return null;
    const arc = landmarksAt(side.value, LANDMARK_TABLES[numbering].femoralHeadArc);
    const circle = fitCircle(arc);
    return circle === undefined ? null : { arc, circle };
  };
  const heads = { original: head('original'), renumbered: head('renumbered') };
  if (heads.original === null || heads.renumbered === null) return null;
  // The picture is wide enough for both heads.
  const middle = {
    x: (heads.original.circle.x + heads.renumbered.circle.x) / 2,
    y: (heads.original.circle.y + heads.renumbered.circle.y) / 2,
  };
  const apart = Math.hypot(
    heads.original.circle.x - heads.renumbered.circle.x,
    heads.original.circle.y - heads.renumbered.circle.y,
  );
  const span = 3 * Math.max(heads.original.circle.radius, heads.renumbered.circle.radius) + apart;
  const step = span / CROP_SIZE;
  const [left, top] = [middle.x - span / 2, middle.y - span / 2];
  const grey = resample(radiograph.value, { start: left, step, count: CROP_SIZE }, { start: top, step, count: CROP_SIZE });
  const [low, high] = percentiles(grey, [1, 99]);
  const shown = toEightBit(grey.map((value) => (value - low) / Math.max(1e-6, high - low)));
  const drawn = ({ arc, circle }: NonNullable<ReturnType<typeof head>>) => ({
    circle: { x: (circle.x - left) / step, y: (circle.y - top) / step, radius: circle.radius / step },
    arc: arc.map(({ x, y }) => ({ x: (x - left) / step, y: (y - top) / step })),
  });
  return {
    kind: 'numbering',
    file: basename(film.file.location),
    films: films.length,
    picture: encode({ width: CROP_SIZE, height: CROP_SIZE, data: shown, depth: 8, channels: 1 }),
    size: CROP_SIZE,
    heads: { original: drawn(heads.original), renumbered: drawn(heads.renumbered) },
    answer,
  };
}
