// Checks the open study before a training starts: its split, its audits and its labels.

import { auditForTraining } from '../../cohort/audit/audit-study.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { PreflightCheck } from '../../domain/training/preflight.ts';
import { labelsOfJoint } from '../../database/labels.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { hipsWithCrops, newestReadings } from '../../database/training-hips.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { success, type Result } from '../../domain/failure.ts';
import type { QuadrantLabel } from '../../domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { findingQuestions } from '../../training/tasks/hip-findings.ts';
import type { HipLabels } from '../../training/tasks/hip-set.ts';
import { learnsFromWeak } from '../../training/tasks/hip-supervision.ts';
import { withinBudget } from '../../training/tasks/label-budget.ts';
import type { LabelledPicture } from '../../training/tasks/labelled-pictures.ts';
import { gradeRefusal, missingExample, missingLandmarks } from '../data/data-refusals.ts';
import { blocked, ok, warning } from './preflight-check.ts';
import { hipFindings, hipLabels, type StudyHip } from '../data/study-hip-set.ts';
import type { HipRecipe } from '../data/training-data.ts';
import { preflightText } from '../text/preflight.ts';

/** Checks the study for a recipe that learns from it, under the recipe's split or the one in force. */
export function studyChecks({ database }: Pick<Study, 'database'>, recipe: HipRecipe): PreflightCheck[] {
  const splitName = recipe.data.kind === 'study' ? recipe.data.split : undefined;
  const split = splitName ?? splitInForce(database);
  if (split === null) return [blocked('split', preflightText.study.noSplit)];
  const assignment = splitByName(database, split);
  if (assignment.size === 0) return [blocked('split', preflightText.study.unknownSplit(split))];
  const audited = auditForTraining(
    database,
    [...assignment].map(([subject, part]) => ({ subject, part })),
  );
  if (!audited.ok) return [blocked(audited.failure.code === 'labels-malformed' ? 'labels' : 'split', audited.failure.message)];
  const [firstFinding] = audited.value;
  return [
    firstFinding === undefined
      ? ok('split', preflightText.study.split(split))
      : warning('split', preflightText.study.splitWithFindings(split, audited.value.length, firstFinding.message)),
    ...labelChecks(database, assignment, recipe),
  ];
}

function labelChecks(
  database: Study['database'],
  assignment: ReadonlyMap<string, SplitPart>,
  recipe: HipRecipe,
): PreflightCheck[] {
  const readings = newestReadings(database);
  const hips = hipsWithCrops(database).map((record) => {
    const labels = labelsOfJoint(database, record);
    const read = readings.get(record.hipId) ?? new Map<Quadrant, QuadrantLabel>();
    const graded = QUADRANTS.some((quadrant) => read.has(quadrant) || quadrant in labels);
    const labelled = graded || Object.keys(labels).length > 0;
    return { record, labels, readings: read, part: assignment.get(record.subject), graded, labelled };
  });
  const inPart = (part: SplitPart) => hips.filter((hip) => hip.part === part);
  const [train, val] = [inPart('train'), inPart('val')];
  const [learned, chosenBy] = [train.filter((hip) => hip.labelled), val.filter((hip) => hip.labelled)];
  const graded = learned.filter((hip) => hip.graded).length;
  const parts = { train: train.length, validation: val.length, test: inPart('test').length };
  const labels = { graded, otherwise: learned.length - graded, validation: chosenBy.length };
  const refusal = learned.length > 0 && chosenBy.length > 0 ? gradesRefusal(recipe, { train, validation: val }) : undefined;
  return [
    train.length > 0 && val.length > 0
      ? ok('data', preflightText.study.data(parts))
      : blocked('data', preflightText.study.emptyPart(parts)),
    learned.length === 0 || chosenBy.length === 0
      ? blocked('labels', preflightText.study.tooFewLabels(labels))
      : refusal?.ok === false
        ? blocked('labels', refusal.failure.message)
        : ok('labels', preflightText.study.labels(labels)),
    ...(refusal?.ok === false ? [] : budgetChecks(recipe, train)),
  ];
}

/** Warns if the strategy learns from weak hips, but the budget takes every hip as a strong one. */
function budgetChecks(recipe: HipRecipe, train: readonly KnownHip[]): PreflightCheck[] {
  if (recipe.system !== 1 || recipe.budget === undefined || !learnsFromWeak(recipe.strategy)) return [];
  const { strategy, seed, budget } = recipe;
  const hips = labelledHips(train);
  if (!hips.ok) return [];
  const known = withinBudget(hips.value, strategy, { ...budget, seed });
  if (known.length === 0 || known.some((labels) => labels?.kind === 'weak')) return [];
  return [warning('labels', preflightText.noWeakHips(known.filter((labels) => labels !== undefined).length))];
}

type KnownHip = Pick<StudyHip, 'record' | 'labels' | 'readings'>;

/** Returns the refusal that the trainer would give for these labels. */
function gradesRefusal(
  recipe: HipRecipe,
  { train, validation }: { readonly train: readonly KnownHip[]; readonly validation: readonly KnownHip[] },
): Result<unknown> | undefined {
  const learned = labelledHips(train);
  if (!learned.ok) return learned;
  const checked = labelledHips(validation);
  if (!checked.ok) return checked;
  if (recipe.system !== 4) return missingExample(recipe, learned.value) ?? missingLandmarks(recipe, learned.value);
  const findings = gradedFindings(train);
  if (!findings.ok) return findings;
  const others = gradedFindings(validation);
  if (!others.ok) return others;
  return gradeRefusal(recipe, { train: findings.value, validation: others.value }, findingQuestions(recipe));
}

interface LabelledRecord {
  readonly labels: HipLabels;
  readonly hasLandmarks: boolean;
}

function labelledHips(hips: readonly KnownHip[]): Result<LabelledRecord[]> {
  return all(
    hips.map((hip): Result<LabelledRecord | null> => {
      const labels = hipLabels(hip.record, hip);
      if (!labels.ok) return labels;
      const hasLandmarks = hip.record.prepared?.landmarks.length !== 0;
      return success(labels.value === null ? null : { labels: labels.value, hasLandmarks });
    }),
  );
}

function gradedFindings(hips: readonly KnownHip[]): Result<LabelledPicture[]> {
  return all(
    hips.map((hip): Result<LabelledPicture | null> => {
      const labels = hipFindings(hip.record, hip);
      if (!labels.ok) return labels;
      return success(labels.value === null ? null : { subject: hip.record.subject, labels: labels.value });
    }),
  );
}

/** The values that are not null, or the first failure. */
function all<Value>(results: readonly Result<Value | null>[]): Result<Value[]> {
  const found: Value[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    if (result.value !== null) found.push(result.value);
  }
  return success(found);
}
