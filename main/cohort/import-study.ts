// Imports what was planned: films, prepared in threads and written one by one in the plan's order, crops of cohort files, labels, splits.
// Every step is idempotent: resuming after a crash, or importing again, leaves the same study as one uninterrupted import.

import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import { appendAudit } from '../database/audit.ts';
import { putImport, type ImportRecord } from '../database/imports.ts';
import { putLabels, replacedLabels } from '../database/labels.ts';
import { countRadiographs, radiographById, type RadiographRecord } from '../database/radiographs.ts';
import { chooseSplit, putSplit, splitInForce } from '../database/splits.ts';
import { takeCohortsOfLabels } from '../database/subjects.ts';
import { failed, FailureError, isRefusal, type Failure, type Result } from '../domain/failure.ts';
import type { LabelledJoint } from '../domain/label.ts';
import { THE_READER } from '../domain/study/reader.ts';
import { endsBatch, fileFailure, namingFile } from '../files/file-failure.ts';
import type { ImportAnswers } from './import-answers.ts';
import type { PlannedCohort, PlannedFilm, PlannedImport } from './planned-import.ts';
import { gainsHips, importRadiograph } from './import-radiograph.ts';
import { inOrder } from '../processes/in-order.ts';
import type { ProcessChannel } from '../processes/process-channel.ts';
import { PreparedFilmSchema, type PreparedFilm } from './film-task.ts';
import type { Reader } from './reading/open-reader.ts';
import { cropMention } from './identity/known-people.ts';
import { nameJoints, nameParts } from './identity/name-joints.ts';
import { filmMention } from './identity/plan-people.ts';
import { splitIn } from './identity/study-names.ts';
import { StudyPeople } from './identity/study-people.ts';
import { mergeJoints } from './labels/merge-joints.ts';
import { withoutReplacements } from './labels/replaced-labels.ts';
import { NOTHING_MATCHED, unmatchedLabels, withMatches, type LabelMatch } from './labels/unmatched-labels.ts';
import { nameOfSource } from './sources/source-file.ts';
import type { Study } from './study-folder.ts';
import { importText } from './text/import.ts';
import { labelText } from './text/labels.ts';

/** The parts of a job that an import needs, and a clock. */
export interface ImportJob {
  readonly signal: AbortSignal;
  readonly step: (stage: string, done: number, total: number) => void;
  readonly problem: (file: string, failure: Failure) => void;
  /** Takes the files that hold nothing to import. If omitted, only the plan tells them. */
  readonly leftOut?: (file: string, failure: Failure) => void;
  readonly now: () => Date;
  /** Starts a process that reads foreign files. */
  readonly startReader: () => ProcessChannel;
}

export interface ImportCounts {
  /** Radiographs, pictures and crops. */
  readonly imported: number;
  readonly alreadyThere: number;
  readonly failed: number;
  /** New labels, labels whose value changed, and the joints of all label tables. */
  readonly labels: { readonly added: number; readonly changed: number; readonly joints: number };
  readonly splits: readonly string[];
}

/** Imports until done or stopped. Throws a `FailureError` only if the study itself cannot be written. */
export async function importStudy(
  study: Study,
  plan: PlannedImport,
  answers: ImportAnswers,
  job: ReadingJob,
): Promise<ImportCounts> {
  for (const { file, failure } of plan.problems) {
    if (failure.code === 'left-out') job.leftOut?.(file, failure);
    else job.problem(file, failure);
  }
  if (study.withheld !== null && plan.films.length > 0) job.problem(study.folder, study.withheld);
  const batch = new Batch(study, answers, job, plan);
  await batch.films(plan.films);
  for (const cohort of plan.cohorts) await batch.cohort(cohort);
  if (!job.signal.aborted) {
    await batch.labels(plan);
    await batch.classFolders(plan.films);
    batch.splits(plan);
    takeCohortsOfLabels(study.database);
  }
  return batch.counts;
}

/** A job whose reader is open. */
export interface ReadingJob extends Omit<ImportJob, 'startReader'> {
  readonly reader: Reader;
}

class Batch {
  readonly counts: {
    imported: number;
    alreadyThere: number;
    failed: number;
    labels: { added: number; changed: number; joints: number };
    splits: string[];
  };
  readonly #study: Study;
  readonly #answers: ImportAnswers;
  readonly #job: ReadingJob;
  /** Of the label table that is being stored. */
  #match: LabelMatch = NOTHING_MATCHED;
  readonly #people: StudyPeople;

  constructor(study: Study, answers: ImportAnswers, job: ReadingJob, { problems, unclear }: PlannedImport) {
    this.#study = study;
    this.#answers = answers;
    this.#job = job;
    this.#people = new StudyPeople(study, answers, unclear);
    const unread = problems.filter(({ failure }) => isRefusal(failure) && isOfWholeFile(failure));
    const failed = new Set(unread.map(({ file }) => file)).size;
    this.counts = { imported: 0, alreadyThere: 0, failed, labels: { added: 0, changed: 0, joints: 0 }, splits: [] };
  }

  async films(films: readonly PlannedFilm[]): Promise<void> {
    if (films.length === 0) return;
    const { reader, signal } = this.#job;
    const { mirrored, numbering, spacingMm, correctsSpacing } = this.#answers;
    const importId = this.#record('radiographs', { answers: { mirrored, numbering, spacingMm, correctsSpacing } });
    // Asking for the digest first reads each file twice. It pays only if the study may have the file already.
    const askFirst = countRadiographs(this.#study.database).radiographs > 0;
    const prepared = inOrder(films, { ahead: 2 * reader.processes, signal }, async (film) => this.#prepared(film, askFirst));
    let done = 0;
    this.#job.step(importText.stage.radiographs, 0, films.length);
    for await (const { item, value } of prepared) {
      if (isStopped(value)) return;
      if (value === 'known' || (value.ok && this.#isKnown(value.value.radiographId, item))) this.counts.alreadyThere += 1;
      else await this.#keep(value, item, importId);
      if (value !== 'known' && value.ok && 'draft' in value.value.pixels.object) {
        await this.#study.objects.discard(value.value.pixels.object.draft); // a second copy of a film leaves one
      }
      this.#job.step(importText.stage.radiographs, (done += 1), films.length);
      if (signal.aborted) return;
    }
  }

  /** Does not prepare a film again that the study already has, by its digest. */
  async #prepared(film: PlannedFilm, askFirst: boolean): Promise<Result<PreparedFilm> | 'known'> {
    let spacing: Pick<ImportAnswers, 'spacingMm' | 'correctsSpacing'> = this.#answers;
    if (askFirst) {
      const digest = await this.#job.reader.ask({ kind: 'digest', file: film.file }, z.string());
      if (!digest.ok) return digest;
      if (this.#isKnown(digest.value, film)) return 'known';
      const known = radiographById(this.#study.database, digest.value);
      // New hips of a known film are cut at the spacing of its other hips, which a user may have supplied or corrected. A spacing of the
      // file stays the file's: it says that points are millimetres.
      if (known !== null && known.spacingSource === 'supplied') spacing = { spacingMm: known.spacingMm, correctsSpacing: true };
    }
    const order = {
      kind: film.kind,
      name: nameOfSource(film.file),
      points: film.points,
      spacingMm: spacing.spacingMm,
      correctsSpacing: spacing.correctsSpacing,
      numbering: this.#answers.numbering,
      whole: film.classFolder,
      draft: this.#study.objects.draft(),
    };
    return this.#job.reader.ask({ kind: 'prepare', file: film.file, order }, PreparedFilmSchema);
  }

  /** True if the study has the film and gains nothing from it. */
  #isKnown(radiographId: string, film: PlannedFilm): boolean {
    const known = radiographById(this.#study.database, radiographId);
    if (known === null || gainsHips(this.#study, radiographId, film.points.length)) return false;
    this.#keptSpacing(film, known);
    return true;
  }

  /** Reports that a spacing for all films does not reach a film that the study already has. */
  #keptSpacing({ file }: PlannedFilm, known: RadiographRecord): void {
    const { spacingMm, correctsSpacing } = this.#answers;
    if (!correctsSpacing || spacingMm === null || Math.abs(spacingMm - known.spacingMm) < 1e-6) return;
    const { failure } = failed('grade-doubtful', importText.film.spacingKept(known.spacingMm, spacingMm));
    this.#job.problem(file.location, namingFile(failure, file.location));
  }

  async #keep(film: Result<PreparedFilm>, planned: PlannedFilm, importId: string): Promise<void> {
    const { file, points, classFolder } = planned;
    if (!film.ok) return this.#failed(file.location, film.failure);
    const patient = film.value.radiograph.patient ?? planned.patient;
    await this.#write(film.value, {
      location: file.location,
      files: [file.location, ...points.map(({ location }) => location)],
      importId,
      importedAt: this.#job.now().toISOString(),
      joint: classFolder !== null || film.value.joint === 'knee' ? { cohort: '', joint: 'knee' } : null,
      mention: filmMention({ ...planned, patient }, film.value.subject),
    });
  }

  async #write(film: PreparedFilm, origin: Parameters<typeof importRadiograph>[2]): Promise<void> {
    try {
      const imported = await importRadiograph({ study: this.#study, people: this.#people }, film, origin);
      if (!imported.ok) return this.#failed(origin.location, imported.failure);
      const { added, problems } = imported.value;
      for (const failure of problems) this.#job.problem(origin.location, namingFile(failure, origin.location));
      this.counts[added ? 'imported' : 'alreadyThere'] += 1;
    } catch (error) {
      const failure = fileFailure(error, origin.location);
      if (failure === null) throw error;
      this.#failed(origin.location, failure);
    }
  }

  #failed(location: string, failure: Failure): void {
    if (endsBatch(failure)) throw new FailureError(failure);
    this.#job.problem(location, namingFile(failure, location));
    this.counts.failed += 1;
  }

  async cohort({ file, summary: { hips } }: PlannedCohort): Promise<void> {
    if (this.#job.signal.aborted) return;
    const { mirrored } = this.#answers;
    const { reader, signal } = this.#job;
    const importId = this.#record('cohort-hdf5', { bytes: file.size, hips: hips.length, mirrored }, file.location);
    const crops = inOrder(hips, { ahead: 2 * reader.processes, signal }, async (hip) =>
      reader.ask({ kind: 'crop', file, hip, mirrored }, PreparedFilmSchema),
    );
    let done = 0;
    this.#job.step(importText.stage.crops, 0, hips.length);
    for await (const { item: hip, value: film } of crops) {
      if (isStopped(film)) return;
      if (film.ok) {
        const joint = { cohort: hip.cohort, joint: 'hip' } as const;
        await this.#write(film.value, {
          location: file.location,
          files: [file.location],
          importId,
          importedAt: this.#job.now().toISOString(),
          joint,
          mention: cropMention(hip),
        });
      } else {
        this.#failed(file.location, film.failure);
        if (endsFile(film.failure)) return;
      }
      this.#job.step(importText.stage.crops, (done += 1), hips.length);
    }
  }

  async labels({ tables }: PlannedImport): Promise<void> {
    for (const { name, folder, sha256, labels } of tables) {
      const { name: _, ...mapping } = labels.mapping;
      const importId = this.#record('labels', { sha256, mapping }, name);
      this.#match = NOTHING_MATCHED;
      const kept = await this.#putJoints(importId, { name, folder, joints: labels.joints });
      this.counts.labels.joints += labels.joints.length;
      if (kept > 0) this.#job.problem(name, namingFile(failed('labels-kept', labelText.kept(kept)).failure, name));
      const unmatched = countRadiographs(this.#study.database).radiographs === 0 ? null : unmatchedLabels(this.#match);
      if (unmatched !== null) this.#job.problem(name, namingFile(unmatched, name));
    }
  }

  /** The folder of a picture is its label, and the folder above is its part of the split. */
  async classFolders(films: readonly PlannedFilm[]): Promise<void> {
    const pictures = films.flatMap(({ classFolder }) => classFolder ?? []);
    if (pictures.length === 0) return;
    const importId = this.#record('class-folders', { pictures: pictures.length, label: 'kl' });
    const joints = pictures.map(({ subject, side, grade }): LabelledJoint => {
      return { cohort: '', subject, visit: '', side, labels: { kl: { kind: 'graded', value: grade } }, metadata: {} };
    });
    const kept = await this.#putJoints(importId, { name: '', folder: '', joints });
    if (kept > 0) this.#job.problem('', failed('labels-kept', labelText.kept(kept)).failure);
    const parts = pictures.map(({ subject, part }) => [subject, part] as const);
    this.#putSplit('class folders', { name: '', folder: '', parts });
  }

  splits({ splits }: PlannedImport): void {
    for (const { name, folder, sha256, split } of splits) {
      this.#record('splits', { sha256 }, name);
      this.#putSplit(splitIn(this.#study, name, sha256), { name, folder, parts: [...split.parts] });
    }
  }

  /** Returns how many labels of the study stay as they are, because nobody said why they change. */
  async #putJoints(
    importId: string,
    { name, folder, joints }: { readonly name: string; readonly folder: string; readonly joints: readonly LabelledJoint[] },
  ): Promise<number> {
    const { joints: named, problems } = await nameJoints(this.#study, this.#people, { joints, folder, how: 'store' });
    const merged = mergeJoints(named);
    const contradicted = merged.contradictions === 0 ? [] : [twoSpellings(merged.contradictions)];
    for (const failure of [...problems, ...contradicted]) this.#job.problem(name, namingFile(failure, name));
    let kept = 0;
    for (let from = 0; from === 0 || from < merged.joints.length; from += JOINTS_AT_ONCE) {
      kept += this.#putSomeJoints(importId, merged.joints.slice(from, from + JOINTS_AT_ONCE));
      await breathe();
    }
    return kept;
  }

  #putSomeJoints(importId: string, named: readonly LabelledJoint[]): number {
    const { database } = this.#study;
    const { replaceReason: why } = this.#answers;
    this.#match = withMatches(database, this.#match, named);
    const replaced = why === null ? replacedLabels(database, named) : [];
    const { added, changed } = database.transaction(() => {
      const by = { importId, who: THE_READER, at: this.#job.now().toISOString(), why };
      const counts = putLabels(database, by, withoutReplacements(named, replaced));
      this.#audit('labels.import', importId, { ...counts, kept: replaced.length, reason: why });
      return counts;
    })();
    this.counts.labels.added += added;
    this.counts.labels.changed += changed;
    return replaced.length;
  }

  /** The first split of a study is put in force. */
  #putSplit(name: string, { name: file, ...table }: Parameters<typeof nameParts>[1] & { readonly name: string }): void {
    const { database, identities } = this.#study;
    identities.transaction(() => {
      const { parts, problems } = nameParts(this.#people, table);
      for (const failure of problems) this.#job.problem(file, namingFile(failure, file));
      database.transaction(() => {
        putSplit(database, name, parts);
        this.#audit('splits.import', name, { subjects: parts.size });
      })();
    });
    if (splitInForce(database) === null) chooseSplit(database, name);
    this.counts.splits.push(name);
  }

  /** Counts only: the rows of the audit stay for ever, so they name nobody. */
  #audit(action: string, target: string, detail: object): void {
    appendAudit(this.#study.database, { at: this.#job.now().toISOString(), actor: THE_READER, action, target, detail });
  }

  /** The file's name goes to the key table, never into the study. */
  #record(kind: ImportRecord['kind'], detail: ImportRecord['detail'], file: string | null = null): string {
    const importId = createHash('sha256').update(JSON.stringify({ kind, detail })).digest('hex');
    const { database, identities } = this.#study;
    putImport(database, { importId, at: this.#job.now().toISOString(), kind, detail });
    if (file !== null) identities.putImportFile(importId, file);
    return importId;
  }
}

/** So many joints are stored in one step, between which the server answers other requests. **(ours)** */
const JOINTS_AT_ONCE = 250;

/** The crops that were under way when the user stopped the import are not problems. */
function isStopped(film: Result<PreparedFilm> | 'known'): boolean {
  return film !== 'known' && !film.ok && film.failure.code === 'stopped';
}

/** A cohort file that ended its reader would end the next one too. */
function endsFile({ code }: Failure): boolean {
  return code === 'out-of-memory' || code === 'process-ended' || code === 'unexpected';
}

function twoSpellings(labels: number): Failure {
  return failed('labels-duplicate', labelText.twoSpellings(labels)).failure;
}

/** A table with lines that were left out does not count as a failed file. */
function isOfWholeFile({ code }: Failure): boolean {
  return !OF_LINES.has(code);
}

const OF_LINES: ReadonlySet<string> = new Set([
  'landmarks-unused',
  'labels-line',
  'labels-out-of-range',
  'labels-conflict',
  'labels-duplicate',
  'split-line',
  'split-leak',
]);
