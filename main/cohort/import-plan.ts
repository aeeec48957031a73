// Previews an import cheaply: says what each file is, without decoding radiographs and without writing anything.

import { basename } from 'node:path';
import type { RadiographHeader } from '../dicom/header.ts';
import { pixelSpacingOf } from '../dicom/pixel-spacing.ts';
import { FILM_HEAD_BYTES, headerOfHead } from '../dicom/read-head.ts';
import { failed, type Failure, type FileProblem } from '../domain/failure.ts';
import { hipId, SIDES, type Hip } from '../domain/hip.ts';
import type { PlannedCounts } from '../domain/study/import-plan.ts';
import { subjectMatcher } from '../domain/subject.ts';
import { visitKey } from '../domain/visit.ts';
import { openCohortFile } from './cohort-file/read-cohort-file.ts';
import { filmName } from './film-names.ts';
import type { LandmarkFile } from './find-landmarks.ts';
import type { ImportAnswers } from './import-answers.ts';
import { questionsOf } from './import-questions.ts';
import { classFolderPicture } from './labels/class-folder.ts';
import type { LabelMapping } from './labels/label-mapping.ts';
import type { LineProblem } from './labels/label-table.ts';
import { looksIdentifying } from './labels/identity-columns.ts';
import { readLabels, unboundFailure, type LabelReading } from './labels/read-labels.ts';
import { readSplit } from './labels/read-split.ts';
import { namingFile } from '../files/file-failure.ts';
import { sha256Of } from '../files/object-store.ts';
import type { PlannedCohort, PlannedFilm, PlannedImport, PlannedSplit, PlannedTable, UnboundTable } from './planned-import.ts';
import { pointsIndex } from './points-index.ts';
import { findSources, type FoundSource, type FoundSources } from './sources/find-sources.ts';
import type { SourceFile } from './sources/source-file.ts';
import { importText } from './text/import.ts';

export interface ImportOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A points file for all images, or a folder of points files. Null for beside each image. */
  readonly landmarks: string | null;
  readonly answers: ImportAnswers;
  /** Mappings that the user made for earlier tables. */
  readonly presets: readonly LabelMapping[];
}

/** The joints that the study already has, to count the labels that match a picture. */
export type KnownJoints = readonly Hip[];

/** What an import of these paths would add. The caller closes the plan. */
export async function planImport(options: ImportOptions, known: KnownJoints, signal: AbortSignal): Promise<PlannedImport> {
  const found = await findSources(options.paths, signal);
  const reader = new PlanReader(options, found);
  for (const source of found.sources) {
    if (!signal.aborted) await reader.take(source);
  }
  const { films, tables, unbound, splits, cohorts, problems } = reader;
  const questions = await questionsOf({ films, tables, unbound, cohorts }, options.answers);
  const counts = countsOf({ films, tables, splits, cohorts }, known);
  return { films, tables, unbound, splits, cohorts, problems, questions, counts, close: found.close };
}

/** Reads source after source into the plan. */
class PlanReader {
  readonly films: PlannedFilm[] = [];
  readonly tables: PlannedTable[] = [];
  readonly unbound: UnboundTable[] = [];
  readonly splits: PlannedSplit[] = [];
  readonly cohorts: PlannedCohort[] = [];
  readonly problems: FileProblem[];
  readonly #options: ImportOptions;
  readonly #index: ReturnType<typeof pointsIndex>;

  constructor(options: ImportOptions, found: FoundSources) {
    this.#options = options;
    this.problems = found.problems.map(({ file, failure }) => ({ file, failure: namingFile(failure, file) }));
    const points = found.sources.filter(({ kind }) => kind === 'points' || kind === 'markups').map(({ file }) => file);
    this.#index = pointsIndex(points, options.landmarks);
    // The user chose points in place of radiographs.
    if (points.length > 0 && found.sources.length === points.length) {
      for (const file of points) this.#problem(file, failed('not-dicom', importText.film.pointsAlone).failure);
    }
  }

  async take({ file, kind }: FoundSource): Promise<void> {
    switch (kind) {
      case 'dicom':
      case 'picture':
        return this.#film(file, kind);
      case 'table':
      case 'split':
        return this.#text(file, kind);
      case 'cohort':
        return this.#cohort(file);
      case 'dicomdir':
      case 'points':
      case 'markups':
      case 'archive':
      case 'other':
        return; // read with their images, or already opened
    }
  }

  async #film(file: SourceFile, kind: 'dicom' | 'picture'): Promise<void> {
    const points = await this.#index.pointsOf(file);
    if (!points.ok) this.#problem(file, points.failure);
    const classFolder = kind === 'picture' ? classFolderPicture(file.location) : null;
    const name = filmName(basename(file.location));
    const header = kind === 'dicom' ? await headerOf(file) : null;
    this.films.push({
      file,
      kind,
      points: points.ok ? points.value : [],
      subject: header?.subject || (classFolder?.subject ?? name?.subject ?? null),
      visit: header?.visit || (name?.visit ?? null),
      classFolder,
      ground: header === null ? (kind === 'picture' && classFolder === null ? 'spacing-unknown' : null) : groundOf(header),
    });
  }

  async #text(file: SourceFile, kind: 'table' | 'split'): Promise<void> {
    const bytes = await file.read();
    if (!bytes.ok) return this.#problem(file, bytes.failure);
    const text = Buffer.from(bytes.value).toString('utf8');
    const named = { name: basename(file.location), sha256: sha256Of(bytes.value) };
    if (kind === 'split') {
      const split = readSplit(text);
      if (!split.ok) return this.#problem(file, split.failure);
      this.#lines(file, split.value.problems);
      this.splits.push({ ...named, name: named.name.replace(/\.[^.]+$/, ''), split: split.value });
      return;
    }
    const { answers, presets } = this.#options;
    const reading = readLabels(text, {
      presets: answers.mapping === null ? presets : [answers.mapping, ...presets],
      keep: answers.keep,
    });
    switch (reading.kind) {
      case 'failed':
        return this.#problem(file, reading.failure);
      case 'unbound':
        this.unbound.push({ name: named.name, table: reading.table });
        return this.#problem(file, unboundFailure(reading.table));
      case 'read':
        this.#lines(file, reading.labels.problems);
        this.tables.push({ ...named, labels: reading.labels, others: otherColumns(reading) });
        return;
    }
  }

  async #cohort(file: SourceFile): Promise<void> {
    const cohort = await openCohortFile(file);
    if (!cohort.ok) return this.#problem(file, cohort.failure);
    try {
      this.cohorts.push({ file, summary: cohort.value.summary });
    } finally {
      cohort.value.close();
    }
  }

  #problem(file: SourceFile, failure: Failure): void {
    this.problems.push({ file: file.location, failure: namingFile(failure, file.location) });
  }

  #lines(file: SourceFile, problems: readonly LineProblem[]): void {
    for (const { failure } of problems) this.#problem(file, failure);
  }
}

function otherColumns({ labels, table }: Extract<LabelReading, { kind: 'read' }>): PlannedTable['others'] {
  const columns = labels.others;
  return { columns, identifying: columns.filter((column) => looksIdentifying(table, column)) };
}

function groundOf(header: RadiographHeader): PlannedFilm['ground'] {
  const spacing = pixelSpacingOf(header);
  return spacing.ok ? { width: header.columns, height: header.rows, ...spacing.value } : 'spacing-unknown';
}

async function headerOf(file: SourceFile): Promise<RadiographHeader | null> {
  const head = await file.head(FILM_HEAD_BYTES);
  return head.ok ? headerOfHead(head.value) : null;
}

function countsOf(
  { films, tables, splits, cohorts }: Pick<PlannedImport, 'films' | 'tables' | 'splits' | 'cohorts'>,
  known: KnownJoints,
): PlannedCounts {
  const joints = tables.flatMap(({ labels }) => labels.joints);
  const coming = films.flatMap(({ subject, visit, classFolder }) =>
    subject === null
      ? []
      : (classFolder === null ? SIDES : [classFolder.side]).map((side) => ({
          subject,
          visit: visit ?? '',
          side,
        })),
  );
  const crops = cohorts.flatMap(({ summary }) => summary.hips);
  const pictured = [...coming, ...crops, ...known];
  const keys = new Set(pictured.map(({ subject, visit, side }) => hipId({ subject, visit: visitKey(visit), side })));
  const match = subjectMatcher(pictured.map(({ subject }) => subject));
  const matched = joints.filter(({ cohort, subject, visit, side }) => {
    const subjectInStudy = match(subject, cohort);
    return subjectInStudy !== null && keys.has(hipId({ subject: subjectInStudy, visit: visitKey(visit), side }));
  });
  return {
    radiographs: films.length,
    withPoints: films.filter(({ points }) => points.length > 0).length,
    subjects: new Set([...coming, ...crops].map(({ subject }) => subject)).size,
    hips:
      crops.length +
      films.reduce(
        (sum, { classFolder, points }) =>
          sum + (classFolder !== null || (points.length === 1 && points.every(isOneSided)) ? 1 : 2),
        0,
      ),
    labels: joints.length,
    matchedLabels: matched.length,
    splitSubjects: splits.reduce((sum, { split }) => sum + split.parts.size, 0),
    crops: crops.length,
  };
}

function isOneSided({ path }: LandmarkFile): boolean {
  return /_(R|L|rasl)\.pts$/.test(path);
}
