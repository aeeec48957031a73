// The procedures of readings, which are a reader's own grades.

import { hipById, type HipRecord } from '../../database/hips.ts';
import { kneeReadingHistory } from '../../database/knees/knees.ts';
import { putReading, readingOf, sameLabel } from '../../database/readings.ts';
import { addChange } from '../../database/settings/undo-log.ts';
import { gradingOfHip } from '../../database/gradings.ts';
import type { QuadrantLabel } from '../../domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import type { HipVersion } from '../../domain/study/hip-history.ts';
import { labelHistory, readingHistory, spacingHistory } from '../../database/versions.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { exclusive } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import { type Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';

export function readingProcedures(recorded: Recorded) {
  return {
    save: inStudy.reading.save.handler(
      recorded(
        exclusive(
          ({ hipId }) => `hip ${hipId}`,
          ({ input, context }) => {
            const { study } = context.session;
            const { hipId, quadrant, label, why = null } = input;
            knownHip(study, hipId);
            const before = readingOf(study.database, { hipId, quadrant, reader: THE_READER });
            return {
              study,
              target: hipId,
              detail: { quadrant, before, label, why },
              write: (at) => {
                const now = readingOf(study.database, { hipId, quadrant, reader: THE_READER });
                if (!sameLabel(now, label)) {
                  const [old, after] = [{ [quadrant]: now }, { [quadrant]: label }];
                  addChange(study.database, { kind: 'reading', at, hipId, before: old, after });
                }
                putReading(study.database, { hipId, quadrant, label, reader: THE_READER, readAt: at, why });
              },
              answer: () => ({ saved: true as const }),
            };
          },
        ),
      ),
    ),
    accept: inStudy.reading.accept.handler(
      recorded(
        exclusive(
          ({ hipId }) => `hip ${hipId}`,
          ({ input: { hipId }, context }) => {
            const { study } = context.session;
            knownHip(study, hipId);
            const record = gradingOfHip(study.database, hipId);
            if (record?.grading.kind !== 'grades') {
              throw new FailureError(failed('not-graded', servicesText.reading.nothingToAccept).failure);
            }
            const { model, grading } = record;
            const unread = QUADRANTS.filter(
              (quadrant) => readingOf(study.database, { hipId, quadrant, reader: THE_READER }).kind === 'missing',
            );
            const labelOf = (quadrant: Quadrant): QuadrantLabel => ({ kind: 'graded', grade: grading.quadrants[quadrant].grade });
            return {
              study,
              target: hipId,
              detail: { model: `${model.name} ${model.version}`, quadrants: unread },
              write: (at) => {
                if (unread.length === 0) return;
                const before = Object.fromEntries(unread.map((quadrant) => [quadrant, { kind: 'missing' as const }]));
                const after = Object.fromEntries(unread.map((quadrant) => [quadrant, labelOf(quadrant)]));
                addChange(study.database, { kind: 'reading', at, hipId, before, after });
                const why = servicesText.reading.accepted(`${model.name} ${model.version}`);
                for (const quadrant of unread) {
                  putReading(study.database, { hipId, quadrant, label: labelOf(quadrant), reader: THE_READER, readAt: at, why });
                }
              },
              answer: () => ({ read: unread.length }),
            };
          },
        ),
      ),
    ),
    history: inStudy.reading.history.handler(({ input, context }) => historyOf(context.session.study, input.hipId)),
  };
}

function historyOf(study: Study, hipId: string): HipVersion[] {
  const hip = knownHip(study, hipId);
  const readings = readingHistory(study.database, hipId).map((version) => ({ kind: 'reading' as const, ...version }));
  const labels = labelHistory(study.database, hip).map((version) => ({ kind: 'label' as const, ...version }));
  const knees = kneeReadingHistory(study.database, hipId).map((version) => ({ kind: 'knee-reading' as const, ...version }));
  const spacings = spacingHistory(study.database, hip.radiographId).map((version) => ({ kind: 'spacing' as const, ...version }));
  return [...labels, ...readings, ...knees, ...spacings].toSorted((a, b) => a.at.localeCompare(b.at)).toReversed();
}

function knownHip({ database }: Study, hipId: string): HipRecord {
  const hip = hipById(database, hipId);
  if (hip === null) throw new FailureError(failed('hip-not-found', servicesText.study.hipNotFound).failure);
  return hip;
}
