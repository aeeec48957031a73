// Undo and redo of the reader's changes, and the settings of reading.

import type { Study } from '../../cohort/study-folder.ts';
import { chooseModelName } from '../../database/settings/chosen-model.ts';
import { putMeasurement, removeMeasurement } from '../../database/films/measurements.ts';
import { putModelInForce } from '../../database/gradings.ts';
import { putKneeReading } from '../../database/knees/knees.ts';
import { putReading } from '../../database/readings.ts';
import { putReadingSettings, readingSettings } from '../../database/settings/reading-settings.ts';
import { putSavedFilters } from '../../database/settings/saved-filters.ts';
import { chooseSplit } from '../../database/splits.ts';
import { addOrExtend, markUndone, undoable } from '../../database/settings/undo-log.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { Undoable, UndoableChange } from '../../domain/study/changes.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import { exclusive } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import type { Change, Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';

/** Changes of a setting that follow one another this fast are one change, such as one drag of a slider. */
const ONE_CHANGE_MS = 2000;

export function changeProcedures(recorded: Recorded) {
  const change = (study: Study, direction: 'undo' | 'redo', changeId: number): Change<Undoable> => ({
    study,
    target: direction,
    detail: { changeId },
    write: (at) => {
      const next = undoable(study.database)[direction];
      if (next?.changeId !== changeId) throw new FailureError(failed('bad-request', servicesText.changes.overtaken).failure);
      apply(study, next, { direction, at });
      markUndone(study.database, changeId, direction === 'undo');
    },
    answer: () => undoable(study.database),
  });
  const changes = () => 'changes';
  return {
    changes: {
      newest: inStudy.changes.newest.handler(({ context }) => undoable(context.session.study.database)),
      undo: inStudy.changes.undo.handler(
        recorded(exclusive(changes, ({ input, context }) => change(context.session.study, 'undo', input.changeId))),
      ),
      redo: inStudy.changes.redo.handler(
        recorded(exclusive(changes, ({ input, context }) => change(context.session.study, 'redo', input.changeId))),
      ),
    },
    settings: {
      reading: inStudy.settings.reading.handler(({ context }) => readingSettings(context.session.study.database)),
      putReading: inStudy.settings.putReading.handler(
        recorded(
          exclusive(changes, ({ input, context }) => {
            const { study } = context.session;
            const before = readingSettings(study.database);
            return {
              study,
              target: 'reading-settings',
              detail: { before, after: input },
              write: (at) => {
                addOrExtend(study.database, { kind: 'reading-settings', at, before, after: input }, ONE_CHANGE_MS);
                putReadingSettings(study.database, input);
              },
              answer: () => input,
            };
          }),
        ),
      ),
    },
  };
}

/** Puts back what was there before the change, or what was there after it. */
function apply(
  { database }: Study,
  change: UndoableChange,
  { direction, at }: { readonly direction: 'undo' | 'redo'; readonly at: string },
): void {
  const undo = direction === 'undo';
  switch (change.kind) {
    case 'reading': {
      const { hipId } = change;
      const labels = undo ? change.before : change.after;
      for (const quadrant of QUADRANTS) {
        const label = labels[quadrant];
        if (label !== undefined) putReading(database, { hipId, quadrant, label, reader: THE_READER, readAt: at });
      }
      return;
    }
    case 'knee-reading':
      putKneeReading(database, {
        hipId: change.hipId,
        reader: THE_READER,
        label: undo ? change.before : change.after,
        readAt: at,
      });
      return;
    case 'measurement': {
      const { hipId, before, after } = change;
      const [from, to] = undo ? [after, before] : [before, after];
      if (to !== null) putMeasurement(database, hipId, to);
      else if (from !== null) removeMeasurement(database, from.measurementId);
      return;
    }
    case 'model': {
      const name = undo ? change.before : change.after;
      if (name === null) return;
      chooseModelName(database, name, { who: THE_READER, at, why: null });
      putModelInForce(database, name);
      return;
    }
    case 'split': {
      const name = undo ? change.before : change.after;
      if (name !== null) chooseSplit(database, name);
      return;
    }
    case 'filters':
      putSavedFilters(database, (undo ? change.before : change.after) ?? '[]');
      return;
    case 'reading-settings': {
      const settings = undo ? change.before : change.after;
      if (settings !== null) putReadingSettings(database, settings);
    }
  }
}
