// Opens a study and takes this page to it.

import { useMutation } from '@tanstack/react-query';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { useEnterStudy } from '../commands/sheets.ts';

interface OpenStudy {
  readonly open: (folder: string) => void;
  readonly opening: boolean;
  /** Why the last attempt failed. Null if it did not. */
  readonly failure: string | null;
}

export function useOpenStudy(): OpenStudy {
  const { queries } = useWorkstation();
  const enterStudy = useEnterStudy();
  const mutation = useMutation(queries.studies.open.mutationOptions({ onSuccess: ({ id }) => enterStudy(id, null) }));
  return {
    open: (folder) => mutation.mutate({ folder }),
    opening: mutation.isPending,
    failure: mutation.error === null ? null : failureMessage(mutation.error),
  };
}
