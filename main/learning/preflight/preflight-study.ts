// What of the open study speaks for or against learning from it: its split, its audits, and how much is known of its hips.

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
import type { LabelledPicture } from '../../training/tasks/labelled-pictures.ts';
import { missingExample, missingLandmarks } from '../data/data-refusals.ts';
import { blocked, ok, warning } from './preflight-check.ts';
import { hipFindings, hipLabels, type StudyHip } from '../data/study-hip-set.ts';
import { gradeRefusal, type HipRecipe } from '../data/training-data.ts';

/** Of a recipe that learns from a study, under its split or the one in force. */
export function studyChecks({ database }: Pick<Study, 'database'>, recipe: HipRecipe): PreflightCheck[] {
  const splitName = recipe.data.kind === 'study' ? recipe.data.split : undefined;
  const split = splitName ?? splitInForce(database);
  if (split === null) {
    return [
      blocked(
        'split',
        'The study has no split in force. Make one in the Library: training needs subjects to learn from and others to choose by.',
      ),
    ];
  }
  const assignment = splitByName(database, split);
  if (assignment.size === 0)
    return [blocked('split', `The study has no split named ${split}. Choose a recipe for one that it has.`)];
  const audited = auditForTraining(
    database,
    [...assignment].map(([subject, part]) => ({ subject, part })),
  );
  if (!audited.ok) return [blocked(audited.failure.code === 'labels-malformed' ? 'labels' : 'split', audited.failure.message)];
  const doubtful = audited.value.length;
  const clean = `By subject, under ${split}: no subject is in two parts`;
  return [
    doubtful === 0
      ? ok('split', `${clean}.`)
      : warning('split', `${clean}. The audits found ${doubtful} other points to look at: ${audited.value[0].message}`),
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
    const own = readings.get(record.hipId) ?? new Map<Quadrant, QuadrantLabel>();
    const graded = QUADRANTS.some((quadrant) => own.has(quadrant) || quadrant in labels);
    const known = graded || Object.keys(labels).length > 0;
    return { record, labels, readings: own, part: assignment.get(record.subject), graded, known };
  });
  const inPart = (part: SplitPart) => hips.filter((hip) => hip.part === part);
  const [train, val] = [inPart('train'), inPart('val')];
  const [known, chosenBy] = [train.filter((hip) => hip.known), val.filter((hip) => hip.known)];
  const data = `${train.length} hips to learn from, ${val.length} to choose the epoch, ${inPart('test').length} kept for the test`;
  const labels = `${known.filter((hip) => hip.graded).length} of the training hips are graded by quadrant, ${known.filter((hip) => !hip.graded).length} known otherwise; ${chosenBy.length} of the validation hips are known`;
  const few = `${labels}. Read hips in the Case screen, or import a label table.`;
  const refusal = known.length > 0 && chosenBy.length > 0 ? gradesRefusal(recipe, { train, validation: val }) : undefined;
  return [
    train.length > 0 && val.length > 0
      ? ok('data', `${data}.`)
      : blocked('data', `${data}. Both parts need hips with crops: import more, or build another split.`),
    known.length === 0 || chosenBy.length === 0
      ? blocked('labels', few)
      : refusal?.ok === false
        ? blocked('labels', refusal.failure.message)
        : ok('labels', `${labels}.`),
  ];
}

type KnownHip = Pick<StudyHip, 'record' | 'labels' | 'readings'>;

/** What the trainer itself would refuse of these labels: one off its scale, or an answer that no training hip shows. */
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
