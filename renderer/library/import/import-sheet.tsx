// The import sheet: choose or drop files, preview what was found, watch the import, read its problems.

import { useEffect, useRef, useState, type DragEvent } from 'react';
import { desktop } from '../../api/desktop.ts';
import { useJobProblems } from '../../api/job-problems.ts';
import { nameOf } from '../../api/uploads.ts';
import { text } from '../../text/english.ts';
import { importText } from '../../text/import-text.ts';
import { AskingButton } from '../../ui/asking-button.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { JobProgress } from '../../ui/job-progress.tsx';
import { FailureNote, WarningNote } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { countFiles, filesOf } from './chosen-files.ts';
import { Questions } from './import-questions.tsx';
import { NO_ANSWERS, useImport, type Answers, type ImportRun, type Source } from './import-run.ts';
import style from './import-sheet.module.css';
import { comingIn, FoundFiles, refusedFiles } from './found-files.tsx';

interface ImportSheetProps {
  readonly onClose: () => void;
  readonly onGrade: () => void;
}

export function ImportSheet({ onClose: onClosed, onGrade }: ImportSheetProps) {
  const [source, setSource] = useState<Source>({ kind: 'none' });
  const [spacing, setSpacing] = useState('');
  const [storedAnswers, setStoredAnswers] = useState<Answers>(NO_ANSWERS);
  const run = useImport();
  const onClose = (): void => {
    run.discard();
    onClosed();
  };
  const typed = Number(spacing.replace(',', '.'));
  const answers = { ...storedAnswers, spacingMm: spacing.trim() !== '' && typed > 0 ? typed : null };
  const unanswered = run.plan?.questions.some(({ kind }) => kind === 'numbering') === true && answers.numbering === null;
  const choose = (next: Source): void => {
    run.discard();
    setStoredAnswers(NO_ANSWERS);
    setSource(next);
  };
  const working = run.sending !== null || run.previewing || run.job.running;
  const done = run.job.step?.state === 'done';
  return (
    <Sheet
      title={text.import.title}
      onClose={onClose}
      width="wide"
      actions={
        <ImportActions
          run={run}
          working={working}
          done={done}
          coming={run.plan === null ? 0 : comingIn(run.plan, answers.spacingMm)}
          radiographs={run.plan === null ? 0 : run.plan.counts.radiographs - refusedFiles(run.plan, answers.spacingMm)}
          ready={source.kind !== 'none' && !unanswered && (spacing.trim() === '' || answers.spacingMm !== null)}
          onPreview={() => run.preview(source, answers)}
          onStart={() => run.start(source, answers)}
          onClose={onClose}
          onGrade={onGrade}
        />
      }
    >
      {working || done ? (
        <Running run={run} />
      ) : run.plan === null ? (
        <div className={style.form}>
          <p className={style.lead}>{importText.lead}</p>
          <Chooser source={source} onSource={choose} />
          {run.failure !== null && <FailureNote message={run.failure} />}
          {run.job.step?.state === 'stopped' && <p role="status">{text.job.stoppedNote}</p>}
        </div>
      ) : (
        <div className={style.form}>
          <FoundFiles plan={run.plan} spacingMm={answers.spacingMm} />
          <Questions
            plan={run.plan}
            answers={answers}
            spacing={spacing}
            onSpacing={setSpacing}
            onAnswers={setStoredAnswers}
            onMapping={(mapping) => {
              setStoredAnswers({ ...storedAnswers, mapping });
              run.preview(source, { ...answers, mapping });
            }}
          />
          {run.failure !== null && <FailureNote message={run.failure} />}
          {run.job.step?.state === 'stopped' && <p role="status">{text.job.stoppedNote}</p>}
        </div>
      )}
    </Sheet>
  );
}

interface ImportActionsProps extends ImportSheetProps {
  readonly run: ImportRun;
  readonly working: boolean;
  readonly done: boolean;
  readonly ready: boolean;
  /** How many things would come in, and how many of them are radiographs. */
  readonly coming: number;
  readonly radiographs: number;
  readonly onPreview: () => void;
  readonly onStart: () => void;
}

function ImportActions(props: ImportActionsProps) {
  const { run, working, done, ready, coming, radiographs, onPreview, onStart, onClose, onGrade } = props;
  if (working) {
    return (
      <AskingButton
        icon="stop"
        label={text.common.stop}
        question={text.job.stopQuestion(text.job.kind.import)}
        act={text.common.stop}
        onAct={run.stop}
      />
    );
  }
  if (done) {
    return (
      <>
        <Button onClick={onClose}>{text.common.done}</Button>
        <Button tone="main" icon="play" onClick={onGrade}>
          {text.import.gradeNow}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button onClick={onClose}>{text.common.cancel}</Button>
      {run.plan === null ? (
        <Button tone="main" disabled={!ready} onClick={onPreview}>
          {importText.preview}
        </Button>
      ) : (
        <>
          <Button onClick={run.discard}>{importText.change}</Button>
          <Button
            tone="main"
            disabled={!ready || coming === 0}
            title={coming === 0 ? importText.nothing : undefined}
            onClick={onStart}
          >
            {importText.start(radiographs)}
          </Button>
        </>
      )}
    </>
  );
}

function Running({ run }: { readonly run: ImportRun }) {
  const problems = useJobProblems(run.job.step);
  if (run.sending !== null) {
    const label = text.import.uploading(run.sending.done, run.sending.total);
    return (
      <div className={style.form} role="status">
        <span>{label}</span>
        <ProgressBar label={label} done={run.sending.done} total={run.sending.total} />
      </div>
    );
  }
  if (run.previewing) {
    return (
      <div className={style.form} role="status">
        <span>{importText.reading}</span>
        <ProgressBar label={importText.reading} done={0} total={0} />
      </div>
    );
  }
  if (run.job.step === null) return <ProgressBar label={text.import.title} done={0} total={0} />;
  return <JobProgress title={text.job.kind.import} step={run.job.step} problems={problems} />;
}

interface ChooserProps {
  readonly source: Source;
  readonly onSource: (source: Source) => void;
}

function Chooser({ source, onSource }: ChooserProps) {
  const shell = desktop();
  const [over, setOver] = useState(false);
  const takeFiles = (files: readonly File[]): void => onSource(files.length === 0 ? { kind: 'none' } : { kind: 'files', files });
  const takePaths = (paths: readonly string[]): void =>
    onSource(paths.length === 0 ? { kind: 'none' } : { kind: 'paths', paths });
  useEffect(() => {
    void shell?.openedFiles?.().then((paths) => (paths.length > 0 ? takePaths(paths) : undefined));
    // oxlint-disable-next-line react/exhaustive-deps -- the files are taken once, when the sheet opens
  }, []);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void filesOf(event.dataTransfer.items).then(takeFiles);
  };
  return (
    <>
      <div
        className={over ? `${style.drop} ${style.over}` : style.drop}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="import" size={24} />
        <p>{text.import.drop}</p>
        <div className={style.choices}>
          {shell === null ? (
            <>
              <FilePick label={text.import.files} onFiles={takeFiles} />
              <FilePick label={text.import.folder} folder onFiles={takeFiles} />
            </>
          ) : (
            <>
              <Button onClick={() => void shell.chooseFiles().then(takePaths)}>{text.import.files}</Button>
              <Button onClick={() => void shell.chooseFolder().then((folder) => takePaths(folder === null ? [] : [folder]))}>
                {text.import.folder}
              </Button>
            </>
          )}
        </div>
      </div>
      <TextField
        label={text.import.path}
        placeholder={text.import.pathPlaceholder}
        value={source.kind === 'paths' ? (source.paths.at(0) ?? '') : ''}
        onChange={(event) => takePaths(event.target.value.trim() === '' ? [] : [event.target.value.trim()])}
      />
      <Chosen source={source} onClear={() => onSource({ kind: 'none' })} />
    </>
  );
}

function FilePick({
  label,
  folder = false,
  onFiles,
}: {
  readonly label: string;
  readonly folder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={(element) => {
          input.current = element;
          if (element !== null) element.webkitdirectory = folder;
        }}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={(event) => onFiles([...(event.target.files ?? [])])}
      />
      <Button onClick={() => input.current?.click()}>{label}</Button>
    </>
  );
}

function Chosen({ source, onClear }: { readonly source: Source; readonly onClear: () => void }) {
  if (source.kind === 'none') return <p className={style.nothing}>{text.import.nothing}</p>;
  if (source.kind === 'paths') return <p className={style.nothing}>{source.paths.join(', ')}</p>;
  const counts = countFiles(source.files.map(nameOf));
  return (
    <>
      <div className={style.chosen} role="status">
        <Icon name="check" />
        <span>{text.import.summary(counts.radiographs, counts.points, counts.others)}</span>
        <Button tone="quiet" onClick={onClear}>
          {text.import.clear}
        </Button>
      </div>
      {counts.unpaired > 0 && <WarningNote>{text.import.unpaired(counts.unpaired)}</WarningNote>}
    </>
  );
}
