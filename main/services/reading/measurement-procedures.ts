// The procedures of measurements, which belong to a hip as its readings do.

import { hipById, type HipRecord } from '../../database/hips.ts';
import {
  hipOfMeasurement,
  measurementOf,
  measurementsOf,
  putMeasurement,
  removeMeasurement,
} from '../../database/films/measurements.ts';
import { addChange } from '../../database/settings/undo-log.ts';
import { radiographById } from '../../database/radiographs.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { patientSpacingOf, type PatientSpacing } from '../../domain/film/spacing.ts';
import { measure } from '../../domain/measure/measurement.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { exclusive } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';

export function measurementProcedures(recorded: Recorded) {
  return {
    list: inStudy.measurements.list.handler(({ input, context }) => {
      const { study } = context.session;
      return [...measurementsOf(study.database, knownHip(study, input.hipId).hipId)];
    }),
    save: inStudy.measurements.save.handler(
      recorded(
        exclusive(
          ({ hipId }) => `hip ${hipId}`,
          ({ input: { hipId, measurement }, context }) => {
            const { study } = context.session;
            const spacing = spacingOf(study, knownHip(study, hipId));
            const { measurementId, kind, points } = measurement;
            const owner = hipOfMeasurement(study.database, measurementId);
            if (owner !== null && owner !== hipId) throw anotherHip();
            return {
              study,
              target: hipId,
              detail: { ...measurement, measured: measure(kind, points, spacing.mm), spacing },
              write: (at) => {
                const after = { ...measurement, spacing, reader: THE_READER, madeAt: at };
                const before = measurementOf(study.database, hipId, measurementId);
                addChange(study.database, { kind: 'measurement', at, hipId, before, after });
                putMeasurement(study.database, hipId, after);
              },
              answer: () => [...measurementsOf(study.database, hipId)],
            };
          },
        ),
      ),
    ),
    remove: inStudy.measurements.remove.handler(
      recorded(
        exclusive(
          ({ hipId }) => `hip ${hipId}`,
          ({ input: { hipId, measurementId }, context }) => {
            const { study } = context.session;
            knownHip(study, hipId);
            if (hipOfMeasurement(study.database, measurementId) !== hipId) throw anotherHip();
            return {
              study,
              target: hipId,
              detail: { measurementId },
              write: (at) => {
                const before = measurementOf(study.database, hipId, measurementId);
                addChange(study.database, { kind: 'measurement', at, hipId, before, after: null });
                removeMeasurement(study.database, measurementId);
              },
              answer: () => [...measurementsOf(study.database, hipId)],
            };
          },
        ),
      ),
    ),
  };
}

function knownHip({ database }: Study, hipId: string): HipRecord {
  const hip = hipById(database, hipId);
  if (hip === null) throw new FailureError(failed('hip-not-found', servicesText.study.hipNotFound).failure);
  return hip;
}

function spacingOf({ database }: Study, { radiographId }: HipRecord): PatientSpacing {
  const film = radiographById(database, radiographId);
  if (film === null) throw new Error(`The hip's radiograph ${radiographId} is not in the study.`);
  return patientSpacingOf(film);
}

function anotherHip(): FailureError {
  return new FailureError(failed('measurement-not-found', servicesText.study.measurementNotFound).failure);
}
