// Fetches the worklist in pages as it scrolls, so a hundred thousand hips cost no more than a screenful.

import { hashKey, useQueries, useQuery } from '@tanstack/react-query';
import type { HipPage, HipSelection } from '../../main/domain/study/hip-filter.ts';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import { jointIn, type Joint } from '../text/count.ts';
import { useWorkstation } from './workstation.tsx';

/** What the reader filters and sorts by. Offset and limit follow from the scroll position. */
export type Filter = HipSelection;

const NOTHING = { 'femur-superior': [], 'femur-inferior': [], 'acetabulum-superior': [], 'acetabulum-inferior': [] };

export const NO_FILTER: Filter = {
  text: '',
  cohort: [],
  visit: [],
  side: [],
  split: [],
  strength: [],
  highestGrade: [],
  disagreement: [],
  labelDisagreement: [],
  gradedBy: [],
  problem: [],
  kneeReading: [],
  kneeLabel: [],
  kneeModel: [],
  state: [],
  reader: NOTHING,
  label: NOTHING,
  model: NOTHING,
  order: 'subject',
  reversed: false,
};

/** Whatever the order in which the conditions were written. */
export function isSameFilter(one: Filter, other: Filter): boolean {
  return hashKey([one]) === hashKey([other]);
}

const PAGE = 100;

export interface HipWindow {
  readonly total: number;
  readonly facets: HipPage['facets'] | null;
  /** Returns the row at an index of the filtered list, or null while its page is loading. */
  readonly rowAt: (index: number) => HipRow | null;
  readonly loading: boolean;
  readonly error: unknown;
}

/** Fetches the filtered worklist around the rows on screen. */
export function useHipWindow(filter: Filter, first: number, last: number): HipWindow {
  const { queries } = useWorkstation();
  const options = (page: number) => queries.hips.list.queryOptions({ input: { ...filter, offset: page * PAGE, limit: PAGE } });
  const head = useQuery(options(0));
  const pages = pagesBetween(first, last);
  const rest = useQueries({ queries: pages.map((page) => ({ ...options(page), placeholderData: undefined })) });
  const loaded = new Map(pages.map((page, i) => [page, rest[i]?.data]));
  if (head.data !== undefined) loaded.set(0, head.data);
  return {
    total: head.data?.total ?? 0,
    facets: head.data?.facets ?? null,
    rowAt: (index) => (index < 0 ? null : (loaded.get(Math.floor(index / PAGE))?.rows.at(index % PAGE) ?? null)),
    loading: head.isPending,
    error: head.error,
  };
}

/** Returns the pages after the first that contain rows `first` to `last`. */
function pagesBetween(first: number, last: number): number[] {
  const from = Math.max(1, Math.floor(first / PAGE));
  const count = Math.max(0, Math.floor(last / PAGE) - from + 1);
  return Array.from({ length: count }, (_, i) => from + i);
}

/** Whether the study of the page consists of hips, knees or both, for words such as "6 knees". */
export function useJoint(): Joint {
  const { studyId, queries } = useWorkstation();
  const summary = useQuery({ ...queries.study.summary.queryOptions(), enabled: studyId !== null });
  return summary.data === undefined ? 'hip' : jointIn(summary.data);
}
