// The history of a hip or a knee: every value of its readings and imported labels, and a field for the reason of the newest change.

import { useState, type FormEvent } from 'react';
import type { HipVersion } from '../../main/domain/study/hip-history.ts';
import { historyText } from '../text/history.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import style from './hip-history.module.css';

const LONGEST_REASON = 500;

interface HipHistoryProps {
  /** Newest first. */
  readonly versions: readonly HipVersion[];
  /** Whether a reason can be saved. */
  readonly writable: boolean;
  /** Saves the reading as it is, with a reason. */
  readonly onReason: (reading: ReadingVersion, why: string) => void;
}

export function HipHistory({ versions, writable, onReason }: HipHistoryProps) {
  const changed = writable ? changeWithoutReason(versions) : null;
  return (
    <details className={style.history}>
      <summary>{historyText.title(versions.length)}</summary>
      {changed !== null && (
        <ReasonForm
          key={`${historyText.change(changed)} ${changed.at}`}
          change={historyText.change(changed)}
          onSave={(why) => onReason(changed, why)}
        />
      )}
      {versions.length === 0 && <p className={style.quiet}>{historyText.none}</p>}
      <ol aria-label={historyText.list}>
        {versions.map((version, index) => (
          <li key={versions.length - index}>
            <p>{historyText.change(version)}</p>
            {version.why !== null && <p>{historyText.why(version.why)}</p>}
            <p className={style.quiet}>
              {CHANGED.format(new Date(version.at))} · {historyText.who(version)}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}

const CHANGED = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

type ReadingVersion = Extract<HipVersion, { kind: 'reading' | 'knee-reading' }>;

/** The newest reading, if it replaced another one and has no reason. Null otherwise. */
function changeWithoutReason(versions: readonly HipVersion[]): ReadingVersion | null {
  const newest = versions.find((version) => version.kind === 'reading' || version.kind === 'knee-reading');
  return newest !== undefined && newest.before !== null && newest.why === null ? newest : null;
}

function ReasonForm({ change, onSave }: { readonly change: string; readonly onSave: (why: string) => void }) {
  const [why, setWhy] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (why.trim() !== '') onSave(why.trim());
  };
  return (
    <form className={style.reason} onSubmit={submit}>
      <TextField
        label={historyText.reason}
        help={historyText.reasonHelp(change)}
        value={why}
        maxLength={LONGEST_REASON}
        onChange={(event) => setWhy(event.target.value)}
        end={
          <Button type="submit" disabled={why.trim() === ''}>
            {historyText.save}
          </Button>
        }
      />
    </form>
  );
}
