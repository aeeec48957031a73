// Actions on the marked hips: grade them, add them to a part of the split, report them.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { SPLIT_PARTS, type SplitPart } from '../../main/domain/study/split.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useJoint } from '../api/hips.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useRefreshStudy } from '../api/jobs.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { cohortText } from '../text/cohort.ts';
import { text } from '../text/english.ts';
import { Button, IconButton } from '../ui/button.tsx';
import style from './library-screen.module.css';

interface BatchActionsProps {
  readonly marked: ReadonlySet<string>;
  /** The number of hips in the list. */
  readonly total: number;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

export function BatchActions({ marked, total, onAll, onClear }: BatchActionsProps) {
  const show = useShowSheet();
  const readOnly = useReadOnly();
  return (
    <>
      <strong role="status">{text.library.selected(marked.size, useJoint())}</strong>
      <Button
        icon="play"
        disabled={readOnly !== null}
        title={readOnly ?? undefined}
        onClick={() => show({ kind: 'grade', hipIds: [...marked] })}
      >
        {text.library.gradeSelected}
      </Button>
      <AddToSplit marked={marked} disabled={readOnly !== null} />
      <Button icon="export" onClick={() => show({ kind: 'export', hipIds: [...marked] })}>
        {text.library.exportSelected}
      </Button>
      {marked.size < total && (
        <Button tone="quiet" onClick={onAll}>
          {cohortText.batch.all(total)}
        </Button>
      )}
      <IconButton icon="close" label={text.library.selectNone} onClick={onClear} />
    </>
  );
}

/** Moves whole subjects, because a hip never leaves its subject's part. */
function AddToSplit({ marked, disabled }: { readonly marked: ReadonlySet<string>; readonly disabled: boolean }) {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const refresh = useRefreshStudy();
  const [notice, setNotice] = useState<string | null>(null);
  const assign = useMutation(
    queries.splits.assign.mutationOptions({
      onSuccess: async ({ subjects }, { part }) => {
        setNotice(cohortText.batch.added(subjects, cohortText.part(part)));
        await cache.invalidateQueries({ queryKey: queries.splits.key() });
        await refresh();
      },
      onError: (error) => setNotice(failureMessage(error)),
    }),
  );
  const choose = (part: SplitPart | undefined): void => {
    if (part !== undefined) assign.mutate({ hipIds: [...marked], part });
  };
  return (
    <>
      <select
        className={style.split}
        aria-label={cohortText.batch.split}
        title={cohortText.batch.chooseSplit}
        value=""
        disabled={disabled}
        onChange={(event) => choose(SPLIT_PARTS.find((part) => part === event.target.value))}
      >
        <option value="">{cohortText.batch.split}</option>
        {SPLIT_PARTS.map((part) => (
          <option key={part} value={part}>
            {cohortText.part(part)}
          </option>
        ))}
      </select>
      {notice !== null && (
        <span className={style.notice} role="status">
          {notice}
        </span>
      )}
    </>
  );
}
