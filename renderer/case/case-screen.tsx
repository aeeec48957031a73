// One hip with its radiograph, grades and evidence. A key switches to the other hip of the radiograph.

import { useQuery } from '@tanstack/react-query';
import { failureMessage } from '../api/failure-message.ts';
import type { Filter } from '../api/hips.ts';
import { useReadingSettings } from '../api/reading-settings.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { go } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, FailureNote } from '../ui/message.tsx';
import style from './case-screen.module.css';
import type { HeatSettings } from './heat-settings.ts';
import { OpenCase } from './open-case.tsx';

interface CaseScreenProps {
  /** Null until a hip is chosen. */
  readonly hipId: string | null;
  /** The worklist's filter, for stepping through the same list. */
  readonly filter: Filter;
}

export function CaseScreen({ hipId, filter }: CaseScreenProps) {
  const { queries } = useWorkstation();
  const { settings, put } = useReadingSettings();
  const { heat } = settings;
  const setHeat = (changed: HeatSettings): void => put({ ...settings, heat: changed });
  const found = useQuery({
    ...queries.hips.case.queryOptions({ input: { hipId: hipId ?? '' } }),
    enabled: hipId !== null,
    placeholderData: undefined,
  });
  const toLibrary = <Button onClick={() => go({ screen: 'library' })}>{text.case.toLibrary}</Button>;
  if (hipId === null) {
    return (
      <EmptyState icon="case" title={text.case.none} actions={toLibrary}>
        {text.case.noneHelp}
      </EmptyState>
    );
  }
  if (found.error !== null) {
    return (
      <div className={style.failure}>
        <FailureNote message={failureMessage(found.error)} action={toLibrary} />
      </div>
    );
  }
  if (found.data === undefined) {
    return (
      <p className={style.loading} role="status">
        {text.case.loading}
      </p>
    );
  }
  // Keyed by radiograph, so switching between its hips keeps window, zoom and position.
  return <OpenCase key={found.data.radiograph.radiographId} found={found.data} filter={filter} heat={heat} onHeat={setHeat} />;
}
