// The labels of a folder to evaluate on, read as an import reads them: CSV with any separator, the OAI and CHECK tables as released.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readLabelFile, unboundFailure } from '../../cohort/labels/read-labels.ts';
import { MOST_TABLE_BYTES } from '../../cohort/tables/parse-table.ts';
import { visibleText } from '../../cohort/tables/plain-cell.ts';
import { failed, success, type Failure, type FileProblem, type Result } from '../../domain/failure.ts';
import { FINDING_GRADES, FINDINGS } from '../../domain/finding.ts';
import { isGrade, type Grade } from '../../domain/grade.ts';
import { hipId, type Hip } from '../../domain/hip.ts';
import type { LabelledJoint, NamedLabels } from '../../domain/label.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { UNKNOWN_PATIENT, type Mention, type Patient } from '../../domain/person/mention.ts';
import { matchLine, People, twinsAmong } from '../../domain/person/people.ts';
import { visitKey } from '../../domain/visit.ts';
import { namingFile, readingFailure } from '../../files/file-failure.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { evaluationText } from '../text/evaluation.ts';
import type { HipTruth } from './answer-figures.ts';

export interface FolderLabels {
  /** Matches the table's lines with the hips of the films, once all are known. */
  readonly match: (films: readonly FilmedHip[]) => MatchedLabels;
  /** How many hips have a truth. */
  readonly hips: number;
  /** The lines and cells that were left out. */
  readonly problems: readonly FileProblem[];
}

export interface FilmedHip {
  readonly hip: Hip;
  /** Absent for pictures. */
  readonly patient?: Patient | undefined;
}

export interface MatchedLabels {
  /** The truth of a hip of the films. Null if the table does not give one. */
  readonly truthOf: (hip: FilmedHip) => HipTruth | null;
  /** The person of a hip: one number of two issuers is two people. */
  readonly personOf: (hip: FilmedHip) => string;
  /** Why labels or films have no match although their numbers do. */
  readonly problems: readonly FileProblem[];
}

type LabelledTruth = Pick<LabelledJoint, 'cohort' | 'subject' | 'visit' | 'side'> & {
  readonly truth: HipTruth | null;
};

/** What is compared: the four quadrants, all of which must have a grade, or findings, of which one is enough. */
export type Compared = 'quadrants' | 'findings';

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

/** Reads a label table. Fails if it cannot be read or gives no hip a truth. */
export async function readFolderLabels(path: string, compared: Compared = 'quadrants'): Promise<Result<FolderLabels>> {
  const bytes = await readRegularFile(path, MOST_TABLE_BYTES);
  if (!bytes.ok) return bytes;
  const reading = readLabelFile(bytes.value, { only: compared === 'findings' ? [...QUADRANTS, ...FINDINGS] : QUADRANTS });
  if (reading.kind === 'unbound') return { ok: false, failure: namingFile(unboundFailure(reading.table), path) };
  if (reading.kind === 'failed') return { ok: false, failure: namingFile(reading.failure, path) };
  const { joints, problems } = reading.labels;
  const labelled = joints.map((joint): LabelledTruth => ({ ...joint, truth: truthIn(joint.labels, compared) }));
  if (labelled.every(({ truth }) => truth === null)) {
    const why = problems[0]?.failure.message ?? evaluationText.checkTable;
    return failed('labels-malformed', evaluationText.noTruth[compared](basename(path), why));
  }
  const problemOf = (failure: Failure): FileProblem => ({ file: path, failure: namingFile(failure, path) });
  return success({
    match: (films) => matched(labelled, films, problemOf),
    hips: labelled.filter(({ truth }) => truth !== null).length,
    problems: problems.map(({ failure }) => problemOf(failure)),
  });
}

/** As an import matches: a spelling of a subject is mended only if one subject of the films and one of the table can be meant. */
function matched(
  labelled: readonly LabelledTruth[],
  films: readonly FilmedHip[],
  problemOf: (failure: Failure) => FileProblem,
): MatchedLabels {
  const people = new People();
  const unclear = new Map<string, Failure>();
  const personOf = new Map<string, string>();
  const doubt = (number: string, sentence: string): void => {
    if (!unclear.has(number)) unclear.set(number, failed('person-unclear', sentence).failure);
  };
  for (const film of films) {
    const mention = mentionOfFilm(film);
    const key = JSON.stringify(mention);
    if (personOf.has(key)) continue;
    const match = people.match(mention);
    if (match.kind === 'several' || match.kind === 'doubt') {
      doubt(mention.number, evaluationText.unclearFilm(mention.number));
      continue;
    }
    const name = match.kind === 'one' ? match.name : key;
    people.add(name, mention);
    personOf.set(key, name);
  }
  const twins = twinsAmong(labelled.map(({ subject }) => subject));
  const truths = new Map<string, HipTruth | null>();
  const linesOf = new Map<string, Set<string>>();
  for (const line of labelled) {
    const mention: Mention = { ...UNKNOWN_PATIENT, number: line.subject, cohort: line.cohort, exact: false };
    const match = matchLine(people, mention, twins);
    const isTwin = match.kind === 'doubt' && match.why === 'number';
    if ((match.kind === 'several' || match.kind === 'doubt') && !isTwin)
      doubt(line.subject, evaluationText.unclearLine(line.subject));
    const name = match.kind === 'one' ? match.name : isTwin ? match.names[0] : undefined;
    if (name === undefined) continue;
    const lines = linesOf.get(name) ?? new Set();
    linesOf.set(name, lines.add(JSON.stringify([line.cohort, line.subject])));
    truths.set(keyOf({ ...line, subject: name }), line.truth);
  }
  const doubled = new Set([...linesOf].filter(([, lines]) => lines.size > 1).map(([name]) => name));
  const nameOf = (film: FilmedHip): string | undefined => personOf.get(JSON.stringify(mentionOfFilm(film)));
  const problems = [...unclear.values()].map(problemOf);
  for (const name of doubled)
    problems.push(problemOf(failed('labels-duplicate', evaluationText.severalSubjects(linesOf.get(name)?.size ?? 0)).failure));
  return {
    truthOf: (film) => {
      const name = nameOf(film);
      return name === undefined || doubled.has(name) ? null : (truths.get(keyOf({ ...film.hip, subject: name })) ?? null);
    },
    personOf: (film) => nameOf(film) ?? film.hip.subject,
    problems,
  };
}

function mentionOfFilm({ hip, patient = UNKNOWN_PATIENT }: FilmedHip): Mention {
  return { ...patient, number: plain(hip.subject), cohort: '', exact: true };
}

function truthIn(labels: NamedLabels, compared: Compared): HipTruth | null {
  const quadrants = allGrades(labels);
  const findings = compared === 'findings' ? findingGrades(labels) : {};
  return quadrants === null && Object.keys(findings).length === 0 ? null : { quadrants, findings };
}

/** A grade above the finding's scale is not known: sclerosis and cysts are absent or present. */
function findingGrades(labels: NamedLabels): HipTruth['findings'] {
  const known = FINDINGS.flatMap((finding) => {
    const label = labels[finding];
    if (label === undefined || label.kind === 'not-gradable' || !isGrade(label.value)) return [];
    return label.value < FINDING_GRADES[finding] ? [[finding, label.value] as const] : [];
  });
  return Object.fromEntries(known);
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
