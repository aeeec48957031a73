// The newest entries of the program's log, on request.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { desktop } from '../api/desktop.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './log-view.module.css';

export function LogView() {
  const { queries } = useWorkstation();
  const [shown, setShown] = useState(false);
  const log = useQuery({ ...queries.workstation.log.queryOptions(), enabled: shown, staleTime: 0 });
  const shell = desktop();
  return (
    <div className={style.log}>
      <div className={style.actions}>
        <Button onClick={() => (shown ? void log.refetch() : setShown(true))}>
          {shown ? text.settings.renewLog : text.settings.showLog}
        </Button>
        {log.data !== undefined && shell !== null && (
          <Button icon="folder" onClick={() => void shell.revealInFolder(log.data.path)}>
            {text.export.reveal}
          </Button>
        )}
      </div>
      {log.error !== null && <FailureNote message={failureMessage(log.error)} />}
      {log.data !== undefined && (
        <>
          <p className={style.path}>
            {text.settings.logFile}: <code>{log.data.path}</code>
          </p>
          {log.data.lines.length === 0 ? (
            <p role="status">{text.settings.logEmpty}</p>
          ) : (
            // A long list scrolls, so the keyboard must reach it.
            <pre className={style.lines} tabIndex={0} role="region" aria-label={text.settings.logLines}>
              {newestFirst(log.data.lines)}
            </pre>
          )}
        </>
      )}
    </div>
  );
}

/** Turns the order of the entries. The indented lines below an entry belong to it. */
function newestFirst(lines: readonly string[]): string {
  return lines
    .join('\n')
    .split(/\n(?! )/)
    .toReversed()
    .join('\n');
}
