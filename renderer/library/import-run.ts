// One import from the page: what was chosen is sent if it lies on this side, then imported by the workstation.

import { useRef, useState } from 'react';
import { useJobRun, type JobRun } from '../api/job-run.ts';
import { uploadFiles, UploadRefused, type UploadProgress } from '../api/uploads.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';

/** Files of the browser, which must be sent, or paths that the workstation reads itself. */
export type Source =
  | { readonly kind: 'none' }
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };

export interface ImportRun {
  readonly job: JobRun;
  /** While files are on their way; null otherwise. */
  readonly sending: UploadProgress | null;
  readonly failure: string | null;
  readonly start: (source: Source, spacingMm: number | null) => void;
  readonly stop: () => void;
}

export function useImport(): ImportRun {
  const { client } = useWorkstation();
  const job = useJobRun('import');
  const [sending, setSending] = useState<UploadProgress | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const sender = useRef<AbortController | null>(null);

  /** The name under which the files arrived; null when they did not. */
  const send = async (files: readonly File[]): Promise<string | null> => {
    const upload = crypto.randomUUID();
    sender.current = new AbortController();
    try {
      await uploadFiles(upload, files, { onProgress: setSending, signal: sender.current.signal });
      return upload;
    } catch (error) {
      const stopped = sender.current.signal.aborted;
      setFailure(stopped ? null : error instanceof UploadRefused ? text.failure.upload(error.file) : text.failure.unreachable);
      return null;
    } finally {
      setSending(null);
    }
  };

  const run = async (source: Source, spacingMm: number | null): Promise<void> => {
    setFailure(null);
    if (source.kind === 'none') return;
    if (source.kind === 'paths') {
      await job.start(() => client.study.import({ paths: [...source.paths], upload: null, spacingMm }));
      return;
    }
    const upload = await send(source.files);
    if (upload !== null) await job.start(() => client.study.import({ paths: [], upload, spacingMm }));
  };

  return {
    job,
    sending,
    failure: failure ?? job.failure,
    start: (source, spacingMm) => void run(source, spacingMm),
    stop: () => {
      sender.current?.abort();
      job.stop();
    },
  };
}
