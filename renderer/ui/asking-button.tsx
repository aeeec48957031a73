// A button for an action that cannot be taken back: it asks before it acts, and Enter keeps things as they are.

import { useEffect, useRef, useState } from 'react';
import { text } from '../text/english.ts';
import style from './asking-button.module.css';
import { Button } from './button.tsx';
import type { IconName } from './icon.tsx';

interface AskingButtonProps {
  readonly icon?: IconName;
  readonly label: string;
  /** The full name, if the label alone does not say what it acts on. */
  readonly name?: string;
  readonly question: string;
  /** What the button that acts is called, such as "Stop". */
  readonly act: string;
  readonly disabled?: boolean;
  readonly onAct: () => void;
}

export function AskingButton({ icon, label, name, question, act, disabled = false, onAct }: AskingButtonProps) {
  const [asking, setAsking] = useState(false);
  const keep = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (asking) keep.current?.querySelector('button')?.focus();
  }, [asking]);
  if (!asking) {
    return (
      <Button {...(icon === undefined ? {} : { icon })} aria-label={name} disabled={disabled} onClick={() => setAsking(true)}>
        {label}
      </Button>
    );
  }
  return (
    <span ref={keep} role="group" aria-label={question} className={style.asking}>
      <span role="status">{question}</span>
      <Button onClick={() => setAsking(false)}>{text.common.keepGoing}</Button>
      <Button
        tone="danger"
        onClick={() => {
          setAsking(false);
          onAct();
        }}
      >
        {act}
      </Button>
    </span>
  );
}
