// Restores a damaged study: what is damaged, its backups, and afterwards what was lost and what was saved again.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Backup, Restoring } from '../../../main/domain/study/study-backup.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { useEnterStudy } from '../../commands/sheets.ts';
import { text } from '../../text/english.ts';
import { restoreText } from '../../text/restore.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import style from './restore-sheet.module.css';

interface RestoreSheetProps {
  readonly folder: string;
  /** What is damaged. */
  readonly damage: string;
  readonly onClose: () => void;
}

export function RestoreSheet({ folder, damage, onClose }: RestoreSheetProps) {
  const { queries } = useWorkstation();
  const enterStudy = useEnterStudy();
  const backups = useQuery({
    ...queries.studies.backups.queryOptions({ input: { folder } }),
    staleTime: 0,
    placeholderData: undefined,
  });
  const cache = useQueryClient();
  const restore = useMutation(queries.studies.restore.mutationOptions());
  const restored = restore.data;
  const enter = (studyId: string): void => {
    void cache.invalidateQueries(); // the restored study has the address that the damaged one had
    enterStudy(studyId, null);
  };
  if (restored !== undefined)
    return (
      <Sheet
        title={restoreText.doneTitle}
        onClose={onClose}
        actions={
          <Button tone="main" onClick={() => enter(restored.study.id)}>
            {restoreText.open}
          </Button>
        }
      >
        <RestoredList restoring={restored.restoring} />
      </Sheet>
    );
  const failure = restore.error ?? backups.error;
  const nothingWhole = backups.data !== undefined && backups.data.every(({ whole }) => !whole);
  return (
    <Sheet
      title={restoreText.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button
            tone="main"
            disabled={restore.isPending || nothingWhole}
            onClick={() => restore.mutate({ folder, backup: null })}
          >
            {restoreText.restore}
          </Button>
        </>
      }
    >
      <div className={style.sheet}>
        <FailureNote message={damage} />
        {backups.data !== undefined && <BackupList backups={backups.data} />}
        <p className={style.quiet}>{restoreText.help}</p>
        {restore.isPending && <ProgressBar label={restoreText.restoring} done={0} total={0} />}
        {failure !== null && <FailureNote message={failureMessage(failure)} />}
      </div>
    </Sheet>
  );
}

const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function timeOf(at: string): string {
  return TIME.format(new Date(at));
}

function BackupList({ backups }: { readonly backups: readonly Backup[] }) {
  return (
    <section aria-label={restoreText.backups}>
      <h3 className={style.quiet}>{restoreText.backups}</h3>
      {backups.length === 0 && <p>{restoreText.none}</p>}
      <ul className={style.backups}>
        {backups.map(({ name, at, why, changes, whole }) => (
          <li key={name}>
            <strong>{timeOf(at)}</strong>
            <span>{restoreText.why[why]}</span>
            <span>{restoreText.changes(changes)}</span>
            <span>{whole ? restoreText.whole : restoreText.damaged}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RestoredList({ restoring }: { readonly restoring: Restoring }) {
  return (
    <div role="status">
      <ul className={style.sheet}>
        {restoreText.done(restoring, timeOf).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
