// Previews an import cheaply: says what each file is, without decoding radiographs and without writing anything. Readers open the files.

import { dirname } from 'node:path';
import { z } from 'zod';
import type { Failure, FileProblem, Result } from '../domain/failure.ts';
import { hipId, SIDES, type Hip } from '../domain/hip.ts';
import type { LabelledJoint } from '../domain/label.ts';
import type { PlannedCounts } from '../domain/study/import-plan.ts';
import type { SplitPart } from '../domain/study/split.ts';
import { UNKNOWN_PATIENT } from '../domain/person/mention.ts';
import { visitKey } from '../domain/visit.ts';
import { namingFile } from '../files/file-failure.ts';
import { inOrder } from '../processes/in-order.ts';
import { filmName } from './film-names.ts';
import { findFilms, type FoundFilm, type FoundFilms } from './find-films.ts';
import type { KnownPeople } from './identity/known-people.ts';
import { planPeople, withTableCohorts, type PlannedPeople } from './identity/plan-people.ts';
import type { ImportAnswers } from './import-answers.ts';
import { questionsOf } from './import-questions.ts';
import { classFolderPicture } from './labels/class-folder.ts';
import type { LabelMapping } from './labels/label-mapping.ts';
import type { PlannedCohort, PlannedFilm, PlannedImport, PlannedSplit, PlannedTable, UnboundTable } from './planned-import.ts';
import { inBatches, type Reader } from './reading/open-reader.ts';
import {
  CheckedPointsSchema,
  CohortHipSchema,
  SplitItemSchema,
  TableItemSchema,
  TableSummarySchema,
  type CheckedPoints,
  type FilmPoints,
} from './reading/reader-calls.ts';
import type { FileKind } from './sources/file-kind.ts';
import { nameOfSource, type SourceFile } from './sources/source-file.ts';

export interface ImportOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A points file for all images, or a folder of points files. Null for beside each image. */
  readonly landmarks: string | null;
  readonly answers: ImportAnswers;
  /** Mappings that the user made for earlier tables. */
  readonly presets: readonly LabelMapping[];
}

/** What the study already has: its joints, to count the labels that match a picture, and its people. */
export interface KnownStudy extends KnownPeople {
  readonly joints: readonly Hip[];
}

export interface PlanReading {
  readonly reader: Reader;
  readonly signal: AbortSignal;
}

/** What an import of these paths would add. */
export async function planImport(
  options: ImportOptions,
  known: KnownStudy,
  { reader, signal }: PlanReading,
): Promise<PlannedImport> {
  const found = await findFilms(options, { reader, signal });
  const planner = new Planner(options, found, reader, signal);
  await planner.takeFilms(found.films);
  for (const { file, kind } of found.others) {
    if (!signal.aborted) await planner.take(file, kind);
  }
  const { tables, unbound, splits, cohorts, problems } = planner;
  const films = withTableCohorts(planner.films, tables);
  const people = planPeople({ films, tables, splits, cohorts }, known, options.answers);
  const open = await questionsOf({ films, tables, unbound, cohorts }, options.answers, reader);
  const questions = people.question === null ? open : [...open, people.question];
  const counts = countsOf({ films, tables, splits, cohorts }, known, people);
  return { films, tables, unbound, splits, cohorts, problems, unclear: people.unclear, questions, counts };
}

/** Reads source after source into the plan. */
class Planner {
  readonly films: PlannedFilm[] = [];
  readonly tables: PlannedTable[] = [];
  readonly unbound: UnboundTable[] = [];
  readonly splits: PlannedSplit[] = [];
  readonly cohorts: PlannedCohort[] = [];
  readonly problems: FileProblem[];
  readonly #options: ImportOptions;
  readonly #reader: Reader;
  readonly #signal: AbortSignal;

  constructor(options: ImportOptions, { problems }: FoundFilms, reader: Reader, signal: AbortSignal) {
    this.#options = options;
    this.#reader = reader;
    this.#signal = signal;
    this.problems = [...problems];
  }

  async takeFilms(films: readonly FoundFilm[]): Promise<void> {
    const pointsOf = ({ file, points, film }: FoundFilm): FilmPoints => ({ image: file, points, ground: film?.ground ?? null });
    const checked = inOrder(inBatches(films), { ahead: this.#reader.processes + 1, signal: this.#signal }, async (batch) =>
      this.#reader.askEach(batch, (some) => ({ kind: 'check-points', films: some.map(pointsOf) }), CheckedPointsSchema),
    );
    for await (const { item: batch, value } of checked) {
      for (const [at, film] of batch.entries()) this.#film(film, value[at]);
    }
  }

  #film({ file, kind, film, points: found }: FoundFilm, checked: Result<CheckedPoints> | undefined): void {
    if (film !== null && film.refusal !== null) return this.#problem(file, film.refusal);
    if (checked?.ok === false) this.#problem(file, checked.failure);
    const points = checked?.ok === true ? found : [];
    const ambiguous = checked?.ok === true && checked.value.ambiguous;
    const classFolder = kind === 'picture' ? classFolderPicture(file.location.normalize('NFC')) : null;
    const name = filmName(nameOfSource(file));
    this.films.push({
      file,
      kind: kind === 'picture' ? kind : 'dicom',
      points,
      ambiguous,
      subject: film?.subject || (classFolder?.subject ?? name?.subject ?? null),
      visit: film?.visit || (name?.visit ?? null),
      patient: film?.patient ?? UNKNOWN_PATIENT,
      cohort: '',
      classFolder,
      ground: film?.ground ?? (kind === 'picture' && classFolder === null ? 'spacing-unknown' : null),
    });
  }

  async take(file: SourceFile, kind: FileKind): Promise<void> {
    switch (kind) {
      case 'table':
        return this.#table(file);
      case 'split':
        return this.#split(file);
      case 'cohort':
        return this.#cohort(file);
      case 'dicom':
      case 'picture':
      case 'dicomdir':
      case 'points':
      case 'markups':
      case 'archive':
      case 'other':
        return; // taken with the films, or already opened
    }
  }

  async #table(file: SourceFile): Promise<void> {
    const { answers, presets } = this.#options;
    const mappings = answers.mapping === null ? presets : [answers.mapping, ...presets];
    const read = await this.#reader.askList(
      { kind: 'read-table', file, presets: mappings, keep: answers.keep },
      TableItemSchema,
      TableSummarySchema,
    );
    if (!read.ok) return this.#problem(file, read.failure);
    const { items, value: table } = read.value;
    const name = nameOfSource(file);
    if (table.kind === 'unbound') {
      const { columns, rows, identifying, failure } = table;
      this.unbound.push({ name, columns, rows, identifying });
      return this.#problem(file, failure);
    }
    const joints: LabelledJoint[] = [];
    for (const item of items) {
      if ('code' in item) this.#problem(file, item);
      else joints.push(item);
    }
    this.tables.push({
      name,
      folder: dirname(file.location),
      sha256: table.sha256,
      labels: { mapping: table.mapping, joints },
      others: table.others,
    });
  }

  async #split(file: SourceFile): Promise<void> {
    const read = await this.#reader.askList({ kind: 'read-split', file }, SplitItemSchema, z.object({ sha256: z.string() }));
    if (!read.ok) return this.#problem(file, read.failure);
    const parts = new Map<string, SplitPart>();
    for (const item of read.value.items) {
      if ('code' in item) this.#problem(file, item);
      else parts.set(...item);
    }
    const name = nameOfSource(file).replace(/\.[^.]+$/, '');
    this.splits.push({ name, folder: dirname(file.location), sha256: read.value.value.sha256, split: { parts } });
  }

  async #cohort(file: SourceFile): Promise<void> {
    const read = await this.#reader.askList({ kind: 'list-cohort', file }, CohortHipSchema, z.null());
    if (read.ok) this.cohorts.push({ file, summary: { hips: read.value.items } });
    else this.#problem(file, read.failure);
  }

  #problem(file: SourceFile, failure: Failure): void {
    this.problems.push({ file: file.location, failure: namingFile(failure, file.location) });
  }
}

function countsOf(
  { films, tables, splits, cohorts }: Pick<PlannedImport, 'films' | 'tables' | 'splits' | 'cohorts'>,
  known: KnownStudy,
  people: PlannedPeople,
): PlannedCounts {
  const joints = tables.flatMap(({ labels }) => labels.joints);
  const coming = films.flatMap((film) => {
    const subject = people.nameOf(film);
    const sides = film.classFolder === null ? SIDES : [film.classFolder.side];
    return subject === null ? [] : sides.map((side) => ({ subject, visit: film.visit ?? '', side }));
  });
  const crops = cohorts.flatMap(({ summary }) => summary.hips);
  const cut = crops.flatMap((hip) => {
    const subject = people.nameOf(hip);
    return subject === null ? [] : [{ ...hip, subject }];
  });
  const pictured = [...coming, ...cut, ...known.joints];
  const keys = new Set(pictured.map(({ subject, visit, side }) => hipId({ subject, visit: visitKey(visit), side })));
  const matched = joints.filter((joint) => {
    const subject = people.nameOf(joint);
    return subject !== null && keys.has(hipId({ subject, visit: visitKey(joint.visit), side: joint.side }));
  });
  return {
    radiographs: films.length,
    withPoints: films.filter(({ points }) => points.length > 0).length,
    subjects: new Set([...coming, ...cut].map(({ subject }) => subject)).size,
    hips: crops.length + films.reduce((sum, { classFolder }) => sum + (classFolder === null ? 2 : 1), 0),
    labels: joints.length,
    matchedLabels: matched.length,
    splitSubjects: splits.reduce((sum, { split }) => sum + split.parts.size, 0),
    crops: crops.length,
  };
}
