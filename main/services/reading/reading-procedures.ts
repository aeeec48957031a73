// The procedures of readings, which are a reader's own grades.

import { hipById, type HipRecord } from '../../database/hips.ts';
import { putReading, readingOf } from '../../database/readings.ts';
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
              write: (at) => putReading(study.database, { hipId, quadrant, label, reader: THE_READER, readAt: at, why }),
              answer: () => ({ saved: true as const }),
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
  const spacings = spacingHistory(study.database, hip.radiographId).map((version) => ({ kind: 'spacing' as const, ...version }));
  return [...labels, ...readings, ...spacings].toSorted((a, b) => a.at.localeCompare(b.at)).toReversed();
}

function knownHip({ database }: Study, hipId: string): HipRecord {
  const hip = hipById(database, hipId);
  if (hip === null) throw new FailureError(failed('hip-not-found', servicesText.study.hipNotFound).failure);
  return hip;
}
