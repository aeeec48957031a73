// The problems of a job. The workstation sends them in pages, because an import can have tens of thousands.

import { useMutation, useQuery } from '@tanstack/react-query';
import type { FileProblem } from '../../main/domain/failure.ts';
import type { Progress } from '../../main/domain/study/job.ts';
import { saveProblems } from '../ui/save-problems.ts';
import { failureMessage } from './failure-message.ts';
import { useWorkstation } from './workstation.tsx';

/** Only this many problems are listed. The saved list has all of them. */
const LISTED = 100;

const PAGE = 1000;

export interface JobProblems {
  /** The first problems. */
  readonly listed: readonly FileProblem[];
  /** Saves every problem as CSV. */
  readonly save: () => void;
  /** Why the problems could not be fetched. Null if nothing failed. */
  readonly failure: string | null;
}

/** Fetches the first problems of the job. Returns nothing for a job that has not started. */
export function useJobProblems(step: Progress | null): JobProblems {
  const { client, queries } = useWorkstation();
  const jobId = step?.jobId ?? '';
  const count = Math.min(step?.problems ?? 0, LISTED);
  const input = { jobId, offset: 0, limit: Math.max(1, count) };
  const listed = useQuery({ ...queries.jobs.problems.queryOptions({ input }), enabled: count > 0, staleTime: Infinity });
  const save = useMutation({
    mutationFn: async () => saveProblems(await allProblems((range) => client.jobs.problems({ jobId, ...range }))),
  });
  const error = listed.error ?? save.error;
  return {
    listed: count === 0 ? [] : (listed.data?.problems ?? []),
    save: () => save.mutate(),
    failure: error === null ? null : failureMessage(error),
  };
}

interface ProblemPage {
  readonly total: number;
  readonly problems: readonly FileProblem[];
}

/** Fetches every problem, page by page. */
export async function allProblems(
  fetchPage: (range: { readonly offset: number; readonly limit: number }) => Promise<ProblemPage>,
): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  for (;;) {
    const page = await fetchPage({ offset: problems.length, limit: PAGE });
    problems.push(...page.problems);
    if (page.problems.length === 0 || problems.length >= page.total) return problems;
  }
}
