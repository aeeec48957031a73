// The readings that are on their way, for the screens, and what happens on the page when one is saved.

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Case } from '../../main/domain/study/case.ts';
import type { KneeCase } from '../../main/domain/study/knee-case.ts';
import { putKnown } from './put-known.ts';
import type { KneeReading, QuadrantReading, UnsavedReading } from './reading-queue.ts';
import { useWorkstation } from './workstation.tsx';

/** Returns the study's readings that are not known to be saved, in the order of the key presses. */
export function useUnsavedReadings(): readonly UnsavedReading[] {
  const { readings } = useWorkstation();
  return useSyncExternalStore(readings.subscribe, readings.unsaved);
}

/** Puts each saved reading into what the page knows of its hip or knee, and fetches the lists again. */
export function useSavedReadings(): void {
  const { queries, readings } = useWorkstation();
  const cache = useQueryClient();
  useEffect(
    () =>
      readings.onSaved((saved) => {
        const input = { hipId: saved.hipId };
        if (saved.quadrant === null) {
          const queryKey = queries.knees.case.queryKey({ input });
          putKnown(cache, queryKey, (found: KneeCase | undefined) => found && withKneeReading(found, saved));
          void cache.invalidateQueries({ queryKey: queries.knees.key() });
        } else {
          const queryKey = queries.hips.case.queryKey({ input });
          putKnown(cache, queryKey, (found: Case | undefined) => found && withReading(found, saved));
        }
        void cache.invalidateQueries({ queryKey: queries.hips.key() });
        void cache.invalidateQueries({ queryKey: queries.reading.key() });
        void cache.invalidateQueries({ queryKey: queries.changes.key() });
        void cache.invalidateQueries({ queryKey: queries.study.summary.key() });
      }),
    [cache, queries, readings],
  );
}

function withReading(found: Case, { quadrant, label }: QuadrantReading): Case {
  return { ...found, row: { ...found.row, reading: { ...found.row.reading, [quadrant]: label } } };
}

function withKneeReading(found: KneeCase, { hipId, label }: KneeReading): KneeCase {
  return { ...found, knees: found.knees.map((knee) => (knee.hipId === hipId ? { ...knee, reading: label } : knee)) };
}
