// One page of the workstation. It shows the study of its address. Each study gets a connection of its own.

import { useEffect, useMemo, useState } from 'react';
import type { Access } from '../api/access.ts';
import { openReadingQueues } from '../api/reading-queues.ts';
import type { ReadingQueue } from '../api/reading-queue.ts';
import { connect, WorkstationProvider } from '../api/workstation.tsx';
import { goToStudy, useStudyId } from '../commands/navigation.ts';
import { SheetContext, type SheetRequest, type Sheets } from '../commands/sheets.ts';
import { App } from './app.tsx';

interface OpenSheet {
  /** The study over whose screens the sheet lies. In another study it does not show. */
  readonly studyId: string | null;
  readonly request: SheetRequest;
}

export function Page({ access }: { readonly access: Access }) {
  const studyId = useStudyId();
  const [queues] = useState(() => openReadingQueues(window.location.origin, access));
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (queues.anyUnsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [queues]);
  const [sheet, setSheet] = useState<OpenSheet | null>(null);
  const sheets = useMemo<Sheets>(
    () => ({
      show: (request) => setSheet({ studyId, request }),
      enterStudy: (entered, request) => {
        setSheet(request === null ? null : { studyId: entered, request });
        if (entered !== studyId) goToStudy(entered);
      },
    }),
    [studyId],
  );
  return (
    <SheetContext value={sheets}>
      <StudyPage
        key={studyId ?? ''}
        studyId={studyId}
        access={access}
        readings={queues.of(studyId)}
        sheet={sheet?.studyId === studyId ? sheet.request : null}
        onClose={() => setSheet(null)}
      />
    </SheetContext>
  );
}

interface StudyPageProps {
  readonly studyId: string | null;
  readonly access: Access;
  readonly readings: ReadingQueue;
  readonly sheet: SheetRequest | null;
  readonly onClose: () => void;
}

function StudyPage({ studyId, access, readings, sheet, onClose }: StudyPageProps) {
  const [connection] = useState(() => connect(window.location.origin, studyId, { access, readings }));
  return (
    <WorkstationProvider connection={connection}>
      <App sheet={sheet} onCloseSheet={onClose} />
    </WorkstationProvider>
  );
}
