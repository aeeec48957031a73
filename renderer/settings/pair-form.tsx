// The form that pairs with a workstation: a name, and the line that its worker printed.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './settings-screen.module.css';

const labels = text.settings.workstation;

export function PairForm({ onPaired }: { readonly onPaired: () => void }) {
  const { queries } = useWorkstation();
  const [name, setName] = useState('');
  const [line, setLine] = useState('');
  const pair = useMutation(
    queries.workstations.pair.mutationOptions({
      onSuccess: () => {
        setName('');
        setLine('');
        onPaired();
      },
    }),
  );
  const ready = name.trim() !== '' && line.trim() !== '' && !pair.isPending;
  return (
    <form
      className={style.pair}
      aria-label={labels.pairTitle}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) pair.mutate({ name: name.trim(), line: line.trim() });
      }}
    >
      <TextField label={labels.name} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label={labels.line}
        help={labels.lineHelp}
        autoComplete="off"
        value={line}
        onChange={(event) => setLine(event.target.value)}
      />
      {pair.error !== null && <FailureNote message={failureMessage(pair.error)} />}
      <div className={style.actions}>
        <Button type="submit" icon="plus" disabled={!ready}>
          {labels.pair}
        </Button>
      </div>
    </form>
  );
}
