// The readings that are on their way, for the screens, and what happens on the page when one is saved.

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Case } from '../../main/domain/study/case.ts';
import type { Reading, UnsavedReading } from './reading-queue.ts';
import { useWorkstation } from './workstation.tsx';

/** Returns the study's readings that are not known to be saved, in the order of the key presses. */
export function useUnsavedReadings(): readonly UnsavedReading[] {
  const { readings } = useWorkstation();
  return useSyncExternalStore(readings.subscribe, readings.unsaved);
}

/** Puts each saved reading into what the page knows of its hip, and fetches the lists again. */
export function useSavedReadings(): void {
  const { queries, readings } = useWorkstation();
  const cache = useQueryClient();
  useEffect(
    () =>
      readings.onSaved(({ hipId, quadrant, label }) => {
        const queryKey = queries.hips.case.queryKey({ input: { hipId } });
        // A fetch that began before the reading was stored would bring the old one back.
        void cache.cancelQueries({ queryKey });
        cache.setQueryData(queryKey, (found: Case | undefined) => found && withReading(found, { hipId, quadrant, label }));
        void cache.invalidateQueries({ queryKey: queries.hips.key() });
        void cache.invalidateQueries({ queryKey: queries.reading.key() });
        void cache.invalidateQueries({ queryKey: queries.study.summary.key() });
      }),
    [cache, queries, readings],
  );
}

function withReading(found: Case, { quadrant, label }: Reading): Case {
  return { ...found, row: { ...found.row, reading: { ...found.row.reading, [quadrant]: label } } };
}
