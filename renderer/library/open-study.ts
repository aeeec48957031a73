// Opens a study and refreshes everything shown of the previous one.

import { useMutation } from '@tanstack/react-query';
import { failureMessage } from '../api/failure-message.ts';
import { useRefreshStudy } from '../api/jobs.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { go } from '../commands/navigation.ts';

/** Returns a function that opens a study by its folder, whether one is opening, and why the last attempt failed. */
export function useOpenStudy(onOpened: () => void): { open: (folder: string) => void; opening: boolean; failure: string | null } {
  const { queries } = useWorkstation();
  const refresh = useRefreshStudy();
  const mutation = useMutation(
    queries.study.open.mutationOptions({
      onSuccess: async () => {
        await refresh();
        go({ screen: 'library' });
        onOpened();
      },
    }),
  );
  return {
    open: (folder) => mutation.mutate({ folder }),
    opening: mutation.isPending,
    failure: mutation.error === null ? null : failureMessage(mutation.error),
  };
}
