// The installed models, and the one that grades in this study.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isWeak, type Model } from '../../main/domain/training/model.ts';
import { useShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { useWorkstation } from './workstation.tsx';

export interface Models {
  readonly installed: readonly Model[];
  /** The models that grade hips. */
  readonly models: readonly Model[];
  readonly chosen: Model | null;
  /** Chooses a model. A weak one is chosen only after the reader has confirmed it. */
  readonly choose: (name: string) => void;
  readonly error: unknown;
}

export function useModels(): Models {
  const { studyId, queries } = useWorkstation();
  const cache = useQueryClient();
  const found = useQuery(queries.workstation.models.queryOptions());
  const grading = useQuery({ ...queries.grading.model.queryOptions(), enabled: studyId !== null });
  const show = useShowSheet();
  const choose = useMutation(
    queries.grading.choose.mutationOptions({
      onSuccess: async () => {
        await cache.invalidateQueries();
      },
    }),
  );
  const installed = found.data ?? [];
  const models = installed.filter(({ joint }) => joint === 'hip');
  return {
    installed,
    models,
    chosen: models.find((model) => model.name === grading.data?.name) ?? null,
    choose: (name) => {
      const model = models.find((candidate) => candidate.name === name);
      if (model === undefined || !isWeak(model)) choose.mutate({ name });
      else {
        const confirmation = text.case.weak(name, model.validationKappa ?? 0);
        show({
          kind: 'confirm',
          confirmation: { ...confirmation, onAct: () => choose.mutate({ name, acceptWeak: true }) },
        });
      }
    },
    error: found.error ?? grading.error ?? choose.error,
  };
}
