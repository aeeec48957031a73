// The labels of a folder to evaluate on, read as an import reads them: CSV with any separator, the OAI and CHECK tables as released.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readLabelFile, unboundFailure } from '../../cohort/labels/read-labels.ts';
import { MOST_TABLE_BYTES } from '../../cohort/tables/parse-table.ts';
import { visibleText } from '../../cohort/tables/plain-cell.ts';
import { failed, success, type Failure, type FileProblem, type Result } from '../../domain/failure.ts';
import { isGrade, type Grade } from '../../domain/grade.ts';
import { hipId, type Hip } from '../../domain/hip.ts';
import type { LabelledJoint, NamedLabels } from '../../domain/label.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { subjectMatcher } from '../../domain/subject.ts';
import { visitKey } from '../../domain/visit.ts';
import { namingFile, readingFailure } from '../../files/file-failure.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { evaluationText } from '../text/evaluation.ts';

export interface FolderLabels {
  /** Matches the table's lines with the hips of the films, once all are known. */
  readonly match: (films: readonly Hip[]) => MatchedLabels;
  /** How many hips have a grade in all four quadrants. */
  readonly hips: number;
  /** The lines and cells that were left out. */
  readonly problems: readonly FileProblem[];
}

export interface MatchedLabels {
  /** The grades of a hip of the films. Null unless all four quadrants have a grade. */
  readonly gradesOf: (hip: Hip) => PerQuadrant<Grade> | null;
  /** The films' subjects that several of the table's subjects could mean. */
  readonly problems: readonly FileProblem[];
}

type LabelledGrades = Pick<LabelledJoint, 'cohort' | 'subject' | 'visit' | 'side'> & {
  readonly grades: PerQuadrant<Grade> | null;
};

/** The path of a folder's label table: `labels.csv`, else the same name in other capitals or with another ending of tables. */
export async function labelTableIn(folder: string): Promise<string> {
  try {
    const names = await readdir(folder);
    const fitting = names.filter((name) => /^labels\.(?:csv|tsv|tab|psv|txt)$/i.test(name)).toSorted();
    return join(folder, names.includes(USUAL_NAME) ? USUAL_NAME : (fitting[0] ?? USUAL_NAME));
  } catch (error) {
    if (readingFailure(error, folder) === null) throw error;
    return join(folder, USUAL_NAME); // reading it says what is wrong
  }
}

const USUAL_NAME = 'labels.csv';

/** Reads a label table. Fails if it cannot be read or grades no hip in all four quadrants. */
export async function readFolderLabels(path: string): Promise<Result<FolderLabels>> {
  const bytes = await readRegularFile(path, MOST_TABLE_BYTES);
  if (!bytes.ok) return bytes;
  const reading = readLabelFile(bytes.value, { only: QUADRANTS });
  if (reading.kind === 'unbound') return { ok: false, failure: namingFile(unboundFailure(reading.table), path) };
  if (reading.kind === 'failed') return { ok: false, failure: namingFile(reading.failure, path) };
  const { joints, problems } = reading.labels;
  const labelled = joints.map((joint): LabelledGrades => ({ ...joint, grades: allGrades(joint.labels) }));
  if (labelled.every(({ grades }) => grades === null)) {
    const why = problems[0]?.failure.message ?? evaluationText.checkTable;
    return failed('labels-malformed', evaluationText.noCompleteHip(basename(path), why));
  }
  const problemOf = (failure: Failure): FileProblem => ({ file: path, failure: namingFile(failure, path) });
  return success({
    match: (films) => matched(labelled, films, problemOf),
    hips: labelled.filter(({ grades }) => grades !== null).length,
    problems: problems.map(({ failure }) => problemOf(failure)),
  });
}

/** As an import matches: a spelling of a subject is mended only if one subject of the films and one of the table can be meant. */
function matched(
  labelled: readonly LabelledGrades[],
  films: readonly Hip[],
  problemOf: (failure: Failure) => FileProblem,
): MatchedLabels {
  const match = subjectMatcher(films.map(({ subject }) => plain(subject)));
  const bySubject = Map.groupBy(labelled, ({ subject, cohort }) => match(subject, cohort));
  const grades = new Map<string, PerQuadrant<Grade> | null>();
  const problems: FileProblem[] = [];
  for (const [subject, lines] of bySubject) {
    if (subject === null) continue;
    const exact = lines.filter((line) => line.subject === subject);
    const meant = exact.length > 0 ? exact : lines;
    const people = new Set(meant.map((line) => JSON.stringify([line.cohort, line.subject])));
    if (people.size > 1)
      problems.push(problemOf(failed('labels-duplicate', evaluationText.severalSubjects(people.size)).failure));
    else for (const line of meant) grades.set(keyOf({ ...line, subject }), line.grades);
  }
  return { gradesOf: (hip) => grades.get(keyOf({ ...hip, subject: plain(hip.subject) })) ?? null, problems };
}

function allGrades(labels: NamedLabels): PerQuadrant<Grade> | null {
  const grades = perQuadrant((quadrant) => {
    const label = labels[quadrant];
    return label?.kind === 'graded' && isGrade(label.value) ? label.value : null;
  });
  return isComplete(grades) ? grades : null;
}

function isComplete(grades: PerQuadrant<Grade | null>): grades is PerQuadrant<Grade> {
  return QUADRANTS.every((quadrant) => grades[quadrant] !== null);
}

/** The spellings of a visit share a key. */
function keyOf({ subject, visit, side }: Hip): string {
  return hipId({ subject, visit: visitKey(plain(visit)), side });
}

/** As label tables are read: `|` separates the parts of a hip's id. */
function plain(text: string): string {
  return visibleText(text).replaceAll('|', '/').trim();
}
