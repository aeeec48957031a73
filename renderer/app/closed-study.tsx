// Stands in place of the screens when the page cannot work on its study. Nothing is read or saved there.

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useUnsavedReadings } from '../api/unsaved-readings.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { useOpenStudy } from '../library/open-study.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, FailureNote } from '../ui/message.tsx';
import style from './app.module.css';
import { TokenForm } from './sign-in.tsx';

/** The study is not open. It can be opened again if the workstation remembers it. */
export function ClosedStudy({ studyId }: { readonly studyId: string }) {
  const { queries } = useWorkstation();
  const show = useShowSheet();
  const recent = useQuery(queries.studies.recent.queryOptions({ staleTime: 0 }));
  const { open, opening, failure } = useOpenStudy();
  const known = recent.data?.find(({ id }) => id === studyId) ?? null;
  return (
    <Stopped>
      <EmptyState
        screen
        icon="folder"
        title={text.closed.title(known?.name ?? null)}
        actions={
          <>
            <Button onClick={() => show({ kind: 'open-study' })}>{text.closed.choose}</Button>
            {known !== null && (
              <Button tone="main" disabled={opening} onClick={() => open(known.folder)}>
                {text.closed.again}
              </Button>
            )}
          </>
        }
      >
        {text.closed.lead}
      </EmptyState>
      {failure !== null && <FailureNote message={failure} />}
    </Stopped>
  );
}

/** The workstation does not accept this page any more. */
export function RefusedPage() {
  const { access } = useWorkstation();
  return (
    <Stopped>
      <EmptyState screen icon="warning" title={text.closed.refused}>
        {text.closed.refusedLead}
      </EmptyState>
      <TokenForm onToken={access.renew} />
    </Stopped>
  );
}

function Stopped({ children }: { readonly children: ReactNode }) {
  const unsaved = useUnsavedReadings().length;
  return (
    <div className={style.closed}>
      {children}
      {unsaved > 0 && <FailureNote message={text.closed.unsaved(unsaved)} />}
    </div>
  );
}
