// The measurements of a hip: what is saved, and what is on its way.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DrawnMeasurement } from '../../../main/domain/measure/measurement.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { putKnown } from '../../api/put-known.ts';
import { useWorkstation } from '../../api/workstation.tsx';

export interface HipMeasurements {
  readonly list: readonly DrawnMeasurement[];
  /** Why the last change was not saved. Null if it was. */
  readonly failure: string | null;
  readonly save: (measurement: DrawnMeasurement) => void;
  readonly remove: (measurementId: string) => void;
}

export function useMeasurements(hipId: string): HipMeasurements {
  const { queries, client } = useWorkstation();
  const cache = useQueryClient();
  const options = queries.measurements.list.queryOptions({ input: { hipId } });
  const found = useQuery({ ...options, placeholderData: undefined });
  const list: readonly DrawnMeasurement[] = found.data ?? [];
  const change = useMutation({
    mutationKey: queries.measurements.key(),
    // One after the other: an early one never overtakes a late one.
    scope: { id: hipId },
    mutationFn: (wanted: Change) =>
      wanted.kind === 'save'
        ? client.measurements.save({ hipId, measurement: drawnOnly(wanted.measurement) })
        : client.measurements.remove({ hipId, measurementId: wanted.measurementId }),
    // Shown before it is saved, so that a measurement stays under the hand that draws it.
    onMutate: (wanted) => {
      putKnown(cache, options.queryKey, (before: readonly DrawnMeasurement[] = []) => changed(before, wanted));
    },
    onSuccess: (saved) => {
      cache.setQueryData(options.queryKey, saved);
      void cache.invalidateQueries({ queryKey: queries.changes.key() });
    },
    onError: () => cache.invalidateQueries({ queryKey: options.queryKey }),
  });
  return {
    list,
    failure: change.error === null ? null : failureMessage(change.error),
    save: (measurement) => change.mutate({ kind: 'save', measurement }),
    remove: (measurementId) => change.mutate({ kind: 'remove', measurementId }),
  };
}

type Change =
  { readonly kind: 'save'; readonly measurement: DrawnMeasurement } | { readonly kind: 'remove'; readonly measurementId: string };

function changed(before: readonly DrawnMeasurement[], change: Change): readonly DrawnMeasurement[] {
  if (change.kind === 'remove') return before.filter(({ measurementId }) => measurementId !== change.measurementId);
  const { measurement } = change;
  const index = before.findIndex(({ measurementId }) => measurementId === measurement.measurementId);
  return index < 0 ? [...before, measurement] : before.with(index, measurement);
}

function drawnOnly({ measurementId, kind, points }: DrawnMeasurement): DrawnMeasurement {
  return { measurementId, kind, points };
}
