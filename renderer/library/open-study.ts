// Opens a study and takes this page to it. A damaged study is offered for restoring.

import { useMutation } from '@tanstack/react-query';
import { failureMessage, isDamaged } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { useEnterStudy, useShowSheet } from '../commands/sheets.ts';

interface OpenStudy {
  readonly open: (folder: string) => void;
  readonly opening: boolean;
  /** Why the last attempt failed. Null if it did not. */
  readonly failure: string | null;
}

export function useOpenStudy(): OpenStudy {
  const { queries } = useWorkstation();
  const enterStudy = useEnterStudy();
  const show = useShowSheet();
  const mutation = useMutation(
    queries.studies.open.mutationOptions({
      onSuccess: ({ id, folder, damage }) => enterStudy(id, damage === null ? null : { kind: 'restore-study', folder, damage }),
      onError: (error, { folder }) => {
        if (isDamaged(error)) show({ kind: 'restore-study', folder, damage: failureMessage(error) });
      },
    }),
  );
  return {
    open: (folder) => mutation.mutate({ folder }),
    opening: mutation.isPending,
    failure: mutation.error === null ? null : failureMessage(mutation.error),
  };
}
