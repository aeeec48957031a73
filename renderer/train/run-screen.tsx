// One run: progress and curves while it runs, then its checkpoints and how to use them.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LiveRun } from '../../main/domain/training/live-run.ts';
import type { RunCurves } from '../../main/domain/training/run.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useLiveRun } from '../api/live-run.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { LineChart } from '../chart/line-chart.tsx';
import { CommandButton, CommandIcon } from '../commands/command-button.tsx';
import { useOffer } from '../commands/registry.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { FailureNote } from '../ui/message.tsx';
import { CheckpointTable } from './checkpoint-table.tsx';
import { ExtendForm } from './extend-form.tsx';
import { RunFacts } from './run-facts.tsx';
import { ConfusionMatrix } from './confusion-matrix.tsx';
import { figureLines, lossLines, missingFigures, sizeBreaks } from './run-lines.ts';
import { RunLog } from './run-log.tsx';
import style from './run-screen.module.css';
import { StateMark } from './run-table.tsx';
import { runCommands, type RunCommands } from './train-commands.ts';

export function RunScreen({ runId }: { readonly runId: string }) {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const found = useQuery({ ...queries.training.run.queryOptions({ input: { runId } }), placeholderData: undefined });
  const live = useLiveRun(runId, found.data?.run.state === 'running');
  const show = useShowSheet();
  const refresh = () => cache.invalidateQueries();
  const pause = useMutation(queries.training.pause.mutationOptions());
  const stop = useMutation(queries.training.stop.mutationOptions());
  const resume = useMutation(queries.training.resume.mutationOptions({ onSuccess: refresh }));
  const writable = useReadOnly() === null;
  const requested = pause.isSuccess || stop.isSuccess;
  const running = found.data?.run.state === 'running';
  if (!running && requested) {
    // The run may be paused again the next time it runs.
    pause.reset();
    stop.reset();
  }
  const commands = runCommands(found.data?.run ?? null, {
    pause: () => pause.mutate({ runId }),
    stop: () =>
      show({
        kind: 'confirm',
        confirmation: { ...text.train.stopAsk, onAct: () => stop.mutate({ runId }) },
      }),
    resume: () => resume.mutate({ runId, moreEpochs: 0 }),
    busy: !writable || pause.isPending || stop.isPending || resume.isPending || requested,
  });
  useOffer(Object.values(commands));
  if (found.error !== null) {
    return (
      <div className={style.run}>
        <CommandButton command={commands.back} tone="quiet" />
        <FailureNote message={failureMessage(found.error)} />
      </div>
    );
  }
  if (found.data === undefined) return null;
  const problem = pause.error ?? stop.error ?? resume.error;
  return (
    <div className={style.run}>
      <Head
        curves={found.data}
        commands={commands}
        writable={writable}
        onExtend={(moreEpochs) => resume.mutate({ runId, moreEpochs })}
      />
      {problem !== null && <FailureNote message={failureMessage(problem)} />}
      <Content curves={found.data} live={running ? live : null} />
    </div>
  );
}

interface HeadProps {
  readonly curves: RunCurves;
  readonly commands: RunCommands;
  /** False if the study can only be read. */
  readonly writable: boolean;
  readonly onExtend: (epochs: number) => void;
}

function Head({ curves: { run }, commands, writable, onExtend }: HeadProps) {
  const running = run.state === 'running';
  return (
    <header className={style.head}>
      <CommandIcon command={commands.back} />
      <h1>{run.recipe.name}</h1>
      <StateMark state={run.state} />
      {run.workstation !== null && <span className={style.place}>{text.train.place.on(run.workstation)}</span>}
      <span className={style.space} />
      {running && <CommandButton command={commands.pause} showKey />}
      {running && <CommandButton command={commands.stop} showKey />}
      {commands.resume.enabled === true && <CommandButton command={commands.resume} tone="main" showKey />}
      {!running && writable && run.checkpoints.includes('last') && <ExtendForm note={extensionNote(run)} onExtend={onExtend} />}
    </header>
  );
}

function extensionNote({ settings }: Pick<RunCurves['run'], 'settings'>): string {
  return text.train.run.extendNote(settings['schedule.kind'] ?? '', settings['optimizer.learningRate'] ?? '');
}

function Content({ curves: { run, epochs, log }, live }: { readonly curves: RunCurves; readonly live: LiveRun | null }) {
  const { chart, run: labels } = text.train;
  const figures = figureLines(epochs, run.best);
  const axis = live?.epochs ?? run.epochs;
  const missing = missingFigures(epochs);
  return (
    <>
      {run.failure !== null && <FailureNote message={run.failure.message} />}
      {run.state === 'paused' && <p className={style.note}>{labels.paused}</p>}
      {run.state === 'running' && <RunFacts run={run} live={live} />}
      {epochs.length === 0 ? (
        <p className={style.note}>{run.state === 'running' ? labels.noEpochs : labels.nothingFinished}</p>
      ) : (
        <div className={style.charts}>
          <LineChart title={chart.loss} lines={lossLines(epochs, run.best)} epochs={axis} breaks={sizeBreaks(epochs)} />
          {figures.length > 0 && (
            <LineChart title={chart.agreement} lines={figures} epochs={axis} includes={[0, 1]} breaks={sizeBreaks(epochs)} />
          )}
        </div>
      )}
      {missing.length > 0 && epochs.length > 0 && <p className={style.note}>{chart.missing(missing)}</p>}
      <div className={style.below}>
        {run.last !== null && <CheckpointTable run={run} />}
        <ConfusionMatrix epochs={epochs} best={run.best['best-kappa']?.epoch} />
        <RunLog lines={live?.log ?? log} />
      </div>
    </>
  );
}
