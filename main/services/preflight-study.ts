// What of the open study speaks for or against learning from it: its split, its audits, and how much is known of its hips.

import { auditForTraining } from '../cohort/audit/audit-study.ts';
import type { Study } from '../cohort/study-folder.ts';
import type { PreflightCheck } from '../contract/training-schemas.ts';
import { labelsOfJoint } from '../database/labels.ts';
import { splitByName, splitInForce } from '../database/splits.ts';
import { hipsWithCrops, newestReadings } from '../database/training-hips.ts';
import type { SplitPart } from '../domain/label.ts';
import { QUADRANTS } from '../domain/quadrant.ts';

/** Of a recipe that learns from a study, under this split or the one in force. */
export function studyChecks({ database }: Pick<Study, 'database'>, splitName: string | undefined): PreflightCheck[] {
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
      ? { name: 'split', level: 'ok', words: `${clean}.` }
      : {
          name: 'split',
          level: 'warning',
          words: `${clean}. The audits found ${doubtful} other points to look at: ${audited.value[0].message}`,
        },
    ...labelChecks(database, assignment),
  ];
}

function labelChecks(database: Study['database'], assignment: ReadonlyMap<string, SplitPart>): PreflightCheck[] {
  const readings = newestReadings(database);
  const hips = hipsWithCrops(database).map((record) => {
    const labels = labelsOfJoint(database, record);
    const own = readings.get(record.hipId);
    const graded = QUADRANTS.some((quadrant) => own?.has(quadrant) === true || quadrant in labels);
    return { part: assignment.get(record.subject), graded, known: graded || Object.keys(labels).length > 0 };
  });
  const inPart = (part: SplitPart) => hips.filter((hip) => hip.part === part);
  const [train, val] = [inPart('train'), inPart('val')];
  const [known, chosenBy] = [train.filter((hip) => hip.known), val.filter((hip) => hip.known)];
  const data = `${train.length} hips to learn from, ${val.length} to choose the epoch, ${inPart('test').length} kept for the test`;
  const labels = `${known.filter((hip) => hip.graded).length} of the training hips are graded by quadrant, ${known.filter((hip) => !hip.graded).length} known otherwise; ${chosenBy.length} of the validation hips are known`;
  return [
    train.length > 0 && val.length > 0
      ? { name: 'data', level: 'ok', words: `${data}.` }
      : blocked('data', `${data}. Both parts need hips with crops: import more, or build another split.`),
    known.length > 0 && chosenBy.length > 0
      ? { name: 'labels', level: 'ok', words: `${labels}.` }
      : blocked('labels', `${labels}. Read hips in the Case screen, or import a label table.`),
  ];
}

function blocked(name: PreflightCheck['name'], words: string): PreflightCheck {
  return { name, level: 'blocks', words };
}
