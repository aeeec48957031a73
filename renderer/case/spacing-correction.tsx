// The pixel spacing of the film, and a form to correct a wrong one.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Case } from '../../main/domain/study/case.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './hip-history.module.css';

const LONGEST_REASON = 500;

interface SpacingCorrectionProps {
  readonly radiograph: Case['radiograph'];
  readonly writable: boolean;
}

export function SpacingCorrection({ radiograph, writable }: SpacingCorrectionProps) {
  const value = text.spacing.value(radiograph.spacingMm, text.case.spacingSource[radiograph.spacingSource]);
  return (
    <details className={style.history}>
      <summary>
        {text.spacing.title}: {value}
      </summary>
      {writable && <CorrectionForm radiographId={radiograph.radiographId} now={text.spacing.now(value)} />}
    </details>
  );
}

function CorrectionForm({ radiographId, now }: { readonly radiographId: string; readonly now: string }) {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const [typed, setTyped] = useState('');
  const [why, setWhy] = useState('');
  const correction = useMutation(
    queries.films.correctSpacing.mutationOptions({
      onSuccess: async () => {
        setTyped('');
        setWhy('');
        await cache.invalidateQueries();
      },
    }),
  );
  const spacingMm = Number(typed.replace(',', '.'));
  const valid = spacingMm > 0 && Number.isFinite(spacingMm);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (valid && why.trim() !== '') correction.mutate({ radiographId, spacingMm, why: why.trim() });
  };
  return (
    <form className={style.reason} onSubmit={submit}>
      <TextField
        label={text.spacing.field}
        help={typed.trim() !== '' && !valid ? text.spacing.notANumber : now}
        value={typed}
        inputMode="decimal"
        onChange={(event) => setTyped(event.target.value)}
      />
      <TextField
        label={text.spacing.reason}
        help={text.spacing.reasonHelp}
        value={why}
        maxLength={LONGEST_REASON}
        onChange={(event) => setWhy(event.target.value)}
        end={
          <Button type="submit" disabled={!valid || why.trim() === '' || correction.isPending}>
            {correction.isPending ? text.spacing.saving : text.spacing.save}
          </Button>
        }
      />
      {correction.error !== null && <FailureNote message={failureMessage(correction.error)} />}
    </form>
  );
}
