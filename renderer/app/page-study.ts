// The study of this page: the one that its address names or, without one, the study that was opened last.

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { putStudy } from '../commands/navigation.ts';

export interface PageStudy {
  readonly summary: StudySummary | null;
  /** Null until known. */
  readonly open: boolean | null;
  readonly error: unknown;
}

/** Returns the study of this page. Puts the newest study into an address that names none. */
export function usePageStudy(): PageStudy {
  const { studyId, queries } = useWorkstation();
  const summary = useQuery({ ...queries.study.summary.queryOptions(), enabled: studyId !== null });
  const newest = useQuery({ ...queries.studies.newest.queryOptions(), enabled: studyId === null });
  const newestId = newest.data?.id ?? null;
  useEffect(() => {
    if (studyId === null && newestId !== null) putStudy(newestId);
  }, [newestId, studyId]);
  if (studyId !== null)
    return { summary: summary.data ?? null, open: summary.data === undefined ? null : true, error: summary.error };
  return { summary: null, open: newest.data === null ? false : null, error: newest.error };
}
