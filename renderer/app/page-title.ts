// The title of the page: the hip or the screen, then the study, so that pages of two studies are told apart in their tabs.

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { useWorkstation } from '../api/workstation.tsx';
import type { Place } from '../commands/navigation.ts';
import { text } from '../text/english.ts';

export function usePageTitle(place: Place, study: StudySummary | null): void {
  const { queries } = useWorkstation();
  const hipId = place.screen === 'case' ? place.hipId : null;
  const found = useQuery({
    ...queries.hips.case.queryOptions({ input: { hipId: hipId ?? '' } }),
    enabled: hipId !== null && study !== null,
    placeholderData: undefined,
  });
  const row = found.data?.row ?? null;
  const subject = row === null ? text.frame[place.screen] : text.hip.nameOf(row);
  const title = study === null ? text.product : [subject, study.name, text.product].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
