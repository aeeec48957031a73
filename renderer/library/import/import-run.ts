// One import from the page: what was chosen is sent if it lies on this side, looked through, and imported by the workstation.

import { useRef, useState } from 'react';
import type { ImportPlan } from '../../../main/domain/study/import-plan.ts';
import { failureWords } from '../../api/failure-words.ts';
import { useJobRun, type JobRun } from '../../api/job-run.ts';
import { uploadFiles, UploadRefused, type UploadProgress } from '../../api/uploads.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { text } from '../../text/english.ts';

/** Files of the browser, which must be sent, or paths that the workstation reads itself. */
export type Source =
  | { readonly kind: 'none' }
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };

export interface Answers {
  readonly spacingMm: number | null;
  readonly mirrored: boolean;
  readonly numbering: 'original' | 'renumbered' | null;
  /** The text of a label mapping. */
  readonly mapping: string | null;
}

export const NO_ANSWERS: Answers = { spacingMm: null, mirrored: true, numbering: null, mapping: null };

export interface ImportRun {
  readonly job: JobRun;
  /** While files are on their way; null otherwise. */
  readonly sending: UploadProgress | null;
  readonly looking: boolean;
  /** What the workstation understood of the source, once it has looked. */
  readonly plan: ImportPlan | null;
  readonly failure: string | null;
  readonly look: (source: Source, answers: Answers) => void;
  /** Looks first where that was not done; goes on at once where the files leave nothing open. */
  readonly start: (source: Source, answers: Answers) => void;
  readonly stop: () => void;
  /** Lets go of what was looked through and sent, unless it is being imported. */
  readonly forget: () => void;
}

export function useImport(): ImportRun {
  const { client } = useWorkstation();
  const job = useJobRun('import');
  const [sending, setSending] = useState<UploadProgress | null>(null);
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const [looking, setLooking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const sender = useRef<AbortController | null>(null);
  const sent = useRef<{ readonly source: Source; readonly upload: string } | null>(null);
  const imported = useRef(false);

  const forgetUpload = (): void => {
    const upload = sent.current?.upload;
    sent.current = null;
    // An upload that cannot be removed now is removed with the workstation's own leftovers.
    if (upload !== undefined && !imported.current) void client.study.forgetUpload({ upload }).catch(() => undefined);
  };
  /** Where the workstation finds the source; null when it could not be sent. */
  const placeOf = async (source: Source): Promise<{ paths: string[]; upload: string | null } | null> => {
    if (source.kind === 'none') return null;
    if (source.kind === 'paths') return { paths: [...source.paths], upload: null };
    if (sent.current?.source === source) return { paths: [], upload: sent.current.upload };
    forgetUpload();
    const upload = crypto.randomUUID();
    sent.current = { source, upload };
    sender.current = new AbortController();
    try {
      await uploadFiles(upload, source.files, { onProgress: setSending, signal: sender.current.signal });
      return { paths: [], upload };
    } catch (error) {
      const stopped = sender.current.signal.aborted;
      forgetUpload();
      setFailure(stopped ? null : error instanceof UploadRefused ? text.failure.upload(error.file) : text.failure.unreachable);
      return null;
    } finally {
      setSending(null);
    }
  };

  const look = async (source: Source, { spacingMm, ...answers }: Answers): Promise<ImportPlan | null> => {
    setFailure(null);
    const place = await placeOf(source);
    if (place === null) return null;
    setLooking(true);
    try {
      const found = await client.study.planImport({ ...place, spacingMm, answers });
      setPlan(found);
      return found;
    } catch (error) {
      setFailure(failureWords(error));
      return null;
    } finally {
      setLooking(false);
    }
  };

  const start = async (source: Source, answers: Answers): Promise<void> => {
    const found = plan ?? (await look(source, answers));
    if (found === null || (plan === null && found.questions.length > 0)) return;
    const place = await placeOf(source);
    if (place === null) return;
    const { spacingMm, ...others } = answers;
    imported.current = true;
    await job.start(() => client.study.import({ ...place, spacingMm, answers: others }));
  };

  return {
    job,
    sending,
    looking,
    plan,
    failure: failure ?? job.failure,
    look: (source, answers) => void look(source, answers),
    start: (source, answers) => void start(source, answers),
    stop: () => {
      sender.current?.abort();
      job.stop();
    },
    forget: () => {
      setPlan(null);
      setFailure(null);
      forgetUpload();
    },
  };
}
