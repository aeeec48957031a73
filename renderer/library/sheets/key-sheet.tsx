// Saves the key of the study as a table: who stands behind each of its names.

import { useMutation } from '@tanstack/react-query';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/message.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { Sheet } from '../../ui/sheet.tsx';

const labels = cohortText.key;

export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const { client } = useWorkstation();
  const saving = useMutation({
    mutationFn: async () => {
      const { csv, subjects } = await client.study.keyTable();
      saveFile('key.csv', csv);
      return subjects;
    },
  });
  return (
    <Sheet
      title={labels.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{saving.data === undefined ? text.common.cancel : text.common.done}</Button>
          <Button tone="main" disabled={saving.isPending} onClick={() => saving.mutate()}>
            {labels.save}
          </Button>
        </>
      }
    >
      <p>{labels.lead}</p>
      {saving.data !== undefined && <p role="status">{labels.saved(saving.data)}</p>}
      {saving.error !== null && <FailureNote message={failureMessage(saving.error)} />}
    </Sheet>
  );
}
