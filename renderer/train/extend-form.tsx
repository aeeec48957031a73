// The form that extends a run by more epochs.

import { useState } from 'react';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import style from './extend-form.module.css';

const MAX_EPOCHS = 1000;

interface ExtendFormProps {
  /** How the added epochs are trained. */
  readonly note: string;
  readonly onExtend: (epochs: number) => void;
}

export function ExtendForm({ note, onExtend }: ExtendFormProps) {
  const [typed, setTyped] = useState('5');
  const epochs = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  const valid = epochs >= 1 && epochs <= MAX_EPOCHS;
  return (
    <form
      className={style.extend}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onExtend(epochs);
      }}
    >
      <label>
        {text.train.run.extendBy}
        <input type="number" min={1} max={MAX_EPOCHS} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Button type="submit" icon="plus" disabled={!valid}>
        {text.train.run.extend}
      </Button>
      <small>{note}</small>
    </form>
  );
}
