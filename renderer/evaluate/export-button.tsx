// The button that writes tables and figures to a folder of the study, and what it wrote.

import { failureMessage } from '../api/failure-message.ts';
import { evaluationText } from '../text/evaluation.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './evaluate.module.css';

interface ExportButtonProps {
  readonly pending: boolean;
  readonly written: { readonly folder: string; readonly files: readonly string[] } | undefined;
  readonly error: Error | null;
  readonly onWrite: () => void;
}

export function ExportButton({ pending, written, error, onWrite }: ExportButtonProps) {
  return (
    <div className={style.choices}>
      <Button icon="export" disabled={pending} onClick={onWrite}>
        {evaluationText.export}
      </Button>
      {written !== undefined && (
        <p role="status" className={style.quiet}>
          {evaluationText.exported(written.files.length, written.folder)}
        </p>
      )}
      {error !== null && <FailureNote message={failureMessage(error)} />}
    </div>
  );
}
