// Asks before the page closes its study, because other pages may show it too.

import { useMutation } from '@tanstack/react-query';
import { failureMessage } from '../../api/failure-message.ts';
import { useUnsavedReadings } from '../../api/unsaved-readings.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { useEnterStudy } from '../../commands/sheets.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote, WarningNote } from '../../ui/message.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import style from './study-sheets.module.css';

export function CloseStudySheet({ onClose }: { readonly onClose: () => void }) {
  const { studyId, queries } = useWorkstation();
  const enterStudy = useEnterStudy();
  const unsaved = useUnsavedReadings().length;
  const close = useMutation(queries.studies.close.mutationOptions({ onSuccess: () => enterStudy(null, null) }));
  return (
    <Sheet
      title={text.study.closeTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button
            tone="main"
            data-first
            disabled={studyId === null || close.isPending}
            onClick={() => studyId !== null && close.mutate({ id: studyId })}
          >
            {text.study.close}
          </Button>
        </>
      }
    >
      <div className={style.form}>
        <p>{text.study.closeLead}</p>
        {unsaved > 0 && <WarningNote>{text.study.closeUnsaved(unsaved)}</WarningNote>}
        {close.error !== null && <FailureNote message={failureMessage(close.error)} />}
      </div>
    </Sheet>
  );
}
