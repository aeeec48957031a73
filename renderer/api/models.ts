// The installed models, and the one that grades in this study.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Model } from '../../main/domain/training/model.ts';
import { useWorkstation } from './workstation.tsx';

export interface Models {
  readonly installed: readonly Model[];
  /** The models that grade hips. */
  readonly models: readonly Model[];
  readonly chosen: Model | null;
  readonly choose: (name: string) => void;
  readonly error: unknown;
}

export function useModels(): Models {
  const { studyId, queries } = useWorkstation();
  const cache = useQueryClient();
  const found = useQuery(queries.workstation.models.queryOptions());
  const grading = useQuery({ ...queries.grading.model.queryOptions(), enabled: studyId !== null });
  const choose = useMutation(
    queries.grading.choose.mutationOptions({
      onSuccess: async () => {
        await cache.invalidateQueries({ queryKey: queries.grading.key() });
        await cache.invalidateQueries({ queryKey: queries.hips.key() });
      },
    }),
  );
  const installed = found.data ?? [];
  const models = installed.filter(({ joint }) => joint === 'hip');
  return {
    installed,
    models,
    chosen: models.find((model) => model.name === grading.data?.name) ?? null,
    choose: (name) => choose.mutate({ name }),
    error: found.error ?? grading.error ?? choose.error,
  };
}
