// Whether the study of the page can only be read.

import { useQuery } from '@tanstack/react-query';
import { useWorkstation } from './workstation.tsx';

/** Returns why the study can only be read, in words. Null if it can be changed. */
export function useReadOnly(): string | null {
  const { studyId, queries } = useWorkstation();
  const summary = useQuery({ ...queries.study.summary.queryOptions(), enabled: studyId !== null });
  return summary.data?.readOnly ?? null;
}
