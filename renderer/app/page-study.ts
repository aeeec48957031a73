// The study of this page: the one that its address names or, without one, the study that was opened last.

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { useStudyWatch } from '../api/study-watch.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { putStudy, studyOf, useHash } from '../commands/navigation.ts';

export type PageStudy =
  /** Not known yet. The error says why, if asking failed. */
  | { readonly state: 'unknown'; readonly error: unknown }
  /** No study is open. */
  | { readonly state: 'none' }
  | { readonly state: 'open'; readonly summary: StudySummary; readonly reachable: boolean }
  /** The address names a study that is not open. */
  | { readonly state: 'closed'; readonly studyId: string }
  /** The workstation does not accept the page. */
  | { readonly state: 'refused' };

/** Returns the study of this page. Puts the newest study into an address that names none. */
export function usePageStudy(): PageStudy {
  const { studyId, queries } = useWorkstation();
  const presence = useStudyWatch();
  const summary = useQuery({ ...queries.study.summary.queryOptions(), enabled: studyId !== null && presence !== 'closed' });
  const hash = useHash();
  const newest = useQuery({ ...queries.studies.newest.queryOptions(), enabled: studyId === null });
  const newestId = newest.data?.id ?? null;
  useEffect(() => {
    // Of two quick changes of the address only the second may be seen, so the address itself decides and not the study seen before.
    if (studyOf(hash) === null && newestId !== null) putStudy(newestId);
  }, [newestId, hash]);
  if (studyId === null) return newest.data === null ? { state: 'none' } : { state: 'unknown', error: newest.error };
  if (presence === 'closed') return { state: 'closed', studyId };
  if (presence === 'refused') return { state: 'refused' };
  // The screens wait for the first revision, so that no change goes unnoticed after they have fetched.
  if (presence === 'unknown' || summary.data === undefined) return { state: 'unknown', error: summary.error };
  return { state: 'open', summary: summary.data, reachable: presence === 'open' };
}
