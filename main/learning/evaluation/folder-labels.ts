// The labels of a folder to evaluate on, read as an import reads them: CSV with any separator, the OAI and CHECK tables as released.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readLabels, unboundFailure } from '../../cohort/labels/read-labels.ts';
import { failed, success, type FileProblem, type Result } from '../../domain/failure.ts';
import { isGrade, type Grade } from '../../domain/grade.ts';
import { hipId, type Hip } from '../../domain/hip.ts';
import type { NamedLabels } from '../../domain/label.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { subjectMatcher } from '../../domain/person/subject.ts';
import { visitKey } from '../../domain/visit.ts';
import { namingFile, readingFailure } from '../../files/file-failure.ts';
import { evaluationText } from '../text/evaluation.ts';

export interface FolderLabels {
  /** The grades of a hip, whose subject and visit may be spelled differently. Null unless all four quadrants have a grade. */
  readonly gradesOf: (hip: Hip) => PerQuadrant<Grade> | null;
  /** The lines and cells that were left out. */
  readonly problems: readonly FileProblem[];
}

/** Reads a label table. Fails if it cannot be read or grades no hip in all four quadrants. */
export async function readFolderLabels(path: string): Promise<Result<FolderLabels>> {
  const text = await textOf(path);
  if (!text.ok) return text;
  const reading = readLabels(text.value, { only: QUADRANTS });
  if (reading.kind === 'unbound') return { ok: false, failure: namingFile(unboundFailure(reading.table), path) };
  if (reading.kind === 'failed') return { ok: false, failure: namingFile(reading.failure, path) };
  const { joints, problems } = reading.labels;
  const grades = new Map(
    joints.flatMap((joint) => {
      const all = allGrades(joint.labels);
      return all === null ? [] : [[keyOf(joint), all] as const];
    }),
  );
  if (grades.size === 0) {
    const why = problems[0]?.failure.message ?? evaluationText.checkTable;
    return failed('labels-malformed', evaluationText.noCompleteHip(basename(path), why));
  }
  const match = subjectMatcher(joints.map(({ subject }) => subject));
  return success({
    gradesOf: (hip) => {
      const subject = match(plain(hip.subject));
      return subject === null ? null : (grades.get(keyOf({ ...hip, subject })) ?? null);
    },
    problems: problems.map(({ failure }) => ({ file: path, failure: namingFile(failure, path) })),
  });
}

async function textOf(path: string): Promise<Result<string>> {
  try {
    return success(await readFile(path, 'utf8'));
  } catch (error) {
    const failure = readingFailure(error, path);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
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
  return text.replaceAll('|', '/').trim();
}
