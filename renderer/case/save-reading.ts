// Shows a reading at once and saves it. Removes it from the screen again if it cannot be saved.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Case } from '../../main/domain/study/case.ts';
import type { QuadrantLabel } from '../../main/domain/grade.ts';
import type { Quadrant } from '../../main/domain/quadrant.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';

export interface SaveReading {
  readonly save: (quadrant: Quadrant, label: QuadrantLabel) => void;
  readonly failure: string | null;
}

export function useSaveReading(hipId: string): SaveReading {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const key = queries.hips.case.queryKey({ input: { hipId } });
  const mutation = useMutation(
    queries.reading.save.mutationOptions({
      onMutate: async ({ quadrant, label }) => {
        await cache.cancelQueries({ queryKey: key });
        const before = cache.getQueryData(key);
        cache.setQueryData(key, (found: Case | undefined) => found && withReading(found, quadrant, label));
        return before;
      },
      onError: (_error, _input, before) => cache.setQueryData(key, before),
      onSettled: async () => {
        await Promise.all([
          cache.invalidateQueries({ queryKey: queries.hips.key() }),
          cache.invalidateQueries({ queryKey: queries.study.key() }),
        ]);
      },
    }),
  );
  return {
    save: (quadrant, label) => mutation.mutate({ hipId, quadrant, label }),
    failure: mutation.error === null ? null : failureMessage(mutation.error),
  };
}

function withReading(found: Case, quadrant: Quadrant, label: QuadrantLabel): Case {
  return { ...found, row: { ...found.row, reading: { ...found.row.reading, [quadrant]: label } } };
}
