// One page of the workstation. It shows the study of its address. Each study gets a connection of its own.

import { useMemo, useState } from 'react';
import type { Access } from '../api/access.ts';
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
  const [sheet, setSheet] = useState<OpenSheet | null>(null);
  const sheets = useMemo<Sheets>(
    () => ({
      show: (request) => setSheet({ studyId, request }),
      enterStudy: (entered, request) => {
        setSheet(request === null ? null : { studyId: entered, request });
        goToStudy(entered);
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
        sheet={sheet?.studyId === studyId ? sheet.request : null}
        onClose={() => setSheet(null)}
      />
    </SheetContext>
  );
}

interface StudyPageProps {
  readonly studyId: string | null;
  readonly access: Access;
  readonly sheet: SheetRequest | null;
  readonly onClose: () => void;
}

function StudyPage({ studyId, access, sheet, onClose }: StudyPageProps) {
  const [connection] = useState(() => connect(window.location.origin, studyId, access));
  return (
    <WorkstationProvider connection={connection}>
      <App sheet={sheet} onCloseSheet={onClose} />
    </WorkstationProvider>
  );
}
