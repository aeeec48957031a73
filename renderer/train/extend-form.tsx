// So many epochs more.

import { useState } from 'react';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import style from './extend-form.module.css';

const MOST = 1000;

interface ExtendFormProps {
  /** What the added epochs are trained with, in words. */
  readonly note: string;
  readonly onExtend: (epochs: number) => void;
}

export function ExtendForm({ note, onExtend }: ExtendFormProps) {
  const [typed, setTyped] = useState('5');
  const epochs = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  const fits = epochs >= 1 && epochs <= MOST;
  return (
    <form
      className={style.extend}
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) onExtend(epochs);
      }}
    >
      <label>
        {text.train.run.extendBy}
        <input type="number" min={1} max={MOST} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Button type="submit" icon="plus" disabled={!fits}>
        {text.train.run.extend}
      </Button>
      <small>{note}</small>
    </form>
  );
}
