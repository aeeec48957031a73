// One import from the page: send the browser's files, preview them, and let the workstation import them.

import { useRef, useState } from 'react';
import type { ImportPlan, ImportQuestion, SameNumber } from '../../../main/domain/study/import-plan.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useJobRun, type JobRun } from '../../api/job-run.ts';
import { uploadFiles, UploadRefused, type UploadProgress } from '../../api/uploads.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { text } from '../../text/english.ts';

/** Files in the browser, which must be sent, or paths that the workstation reads itself. */
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
  /** Other columns of label tables that are kept. */
  readonly keep: readonly string[];
  /** Why labels of the study are replaced, as typed. */
  readonly replaceReason: string;
  readonly sameNumber: SameNumber | null;
  /** The cohort of what names none, as typed. */
  readonly cohort: string;
}

export const NO_ANSWERS: Answers = {
  spacingMm: null,
  mirrored: true,
  numbering: null,
  mapping: null,
  keep: [],
  replaceReason: '',
  sameNumber: null,
  cohort: '',
};

/** The answers as the contract takes them. Without a reason, labels of the study stay. */
function sentAnswers({ spacingMm, keep, replaceReason, cohort, ...answers }: Answers) {
  const typed = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  return {
    spacingMm,
    answers: { ...answers, keep: [...keep], replaceReason: typed(replaceReason), cohort: typed(cohort) },
  };
}

/** A question that may be left open: its default keeps the study as it is. */
const OPTIONAL: readonly ImportQuestion['kind'][] = ['other-columns'];

export interface ImportRun {
  readonly job: JobRun;
  /** Null unless files are being sent. */
  readonly sending: UploadProgress | null;
  readonly previewing: boolean;
  /** What the workstation found in the source. Null before the preview. */
  readonly plan: ImportPlan | null;
  readonly failure: string | null;
  readonly preview: (source: Source, answers: Answers) => void;
  /** Previews first if that was not done. Imports at once if the files leave no question open. */
  readonly start: (source: Source, answers: Answers) => void;
  readonly stop: () => void;
  /** Discards the preview, and the sent files unless they are being imported. */
  readonly discard: () => void;
}

export function useImport(): ImportRun {
  const { client, access } = useWorkstation();
  const job = useJobRun('import');
  const [sending, setSending] = useState<UploadProgress | null>(null);
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const [previewing, setPreviewing] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const sender = useRef<AbortController | null>(null);
  const sent = useRef<{ readonly source: Source; readonly upload: string } | null>(null);

  const discardUpload = (): void => {
    const upload = sent.current?.upload;
    sent.current = null;
    // The workstation later removes an upload that cannot be removed now.
    if (upload !== undefined) void client.uploads.forget({ upload }).catch(() => undefined);
  };
  /** Returns where the workstation finds the source. Sends it first if needed; null if that failed. */
  const locate = async (source: Source): Promise<{ paths: string[]; upload: string | null } | null> => {
    if (source.kind === 'none') return null;
    if (source.kind === 'paths') return { paths: [...source.paths], upload: null };
    if (sent.current?.source === source) return { paths: [], upload: sent.current.upload };
    discardUpload();
    const upload = crypto.randomUUID();
    sent.current = { source, upload };
    sender.current = new AbortController();
    try {
      await uploadFiles(upload, source.files, { access, onProgress: setSending, signal: sender.current.signal });
      return { paths: [], upload };
    } catch (error) {
      const stopped = sender.current.signal.aborted;
      discardUpload();
      setFailure(stopped ? null : error instanceof UploadRefused ? error.message : text.failure.unreachable);
      return null;
    } finally {
      setSending(null);
    }
  };

  const preview = async (source: Source, answers: Answers): Promise<ImportPlan | null> => {
    setFailure(null);
    const location = await locate(source);
    if (location === null) return null;
    setPreviewing(true);
    try {
      const found = await client.study.planImport({ ...location, ...sentAnswers(answers) });
      setPlan(found);
      return found;
    } catch (error) {
      setFailure(failureMessage(error));
      return null;
    } finally {
      setPreviewing(false);
    }
  };

  const start = async (source: Source, answers: Answers): Promise<void> => {
    const found = plan ?? (await preview(source, answers));
    if (found === null || (plan === null && found.questions.some(({ kind }) => !OPTIONAL.includes(kind)))) return;
    const location = await locate(source);
    if (location === null) return;
    sent.current = null; // the workstation removes the upload when the import ends
    const ended = await job.start(() => client.study.import({ ...location, ...sentAnswers(answers) }));
    if (ended === null && location.upload !== null)
      await client.uploads.forget({ upload: location.upload }).catch(() => undefined);
  };

  return {
    job,
    sending,
    previewing,
    plan,
    failure: failure ?? job.failure,
    preview: (source, answers) => void preview(source, answers),
    start: (source, answers) => void start(source, answers),
    stop: () => {
      sender.current?.abort();
      job.stop();
    },
    discard: () => {
      setPlan(null);
      setFailure(null);
      discardUpload();
    },
  };
}
