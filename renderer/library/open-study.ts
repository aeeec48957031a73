// Opens a study and refreshes everything that belonged to the one before.

import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../api/failure-words.ts';
import { useRefreshStudy } from '../api/jobs.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { go } from '../commands/navigation.ts';

/** How to open a study by its folder, whether that is under way, and why it failed. */
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
    failure: mutation.error === null ? null : failureWords(mutation.error),
  };
}
