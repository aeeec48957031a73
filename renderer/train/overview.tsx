// The presets, the checks of the chosen one, and every run of the study.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureMessage } from '../api/failure-message.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { go } from '../commands/navigation.ts';
import { useOffer } from '../commands/registry.tsx';
import { text } from '../text/english.ts';
import { FailureNote, WarningNote } from '../ui/message.tsx';
import { PreflightPanel } from './preflight-panel.tsx';
import { PresetList } from './preset-list.tsx';
import { RunTable } from './run-table.tsx';
import { RunningNow } from './running-now.tsx';
import style from './overview.module.css';
import { startCommand } from './train-commands.ts';

export function Overview() {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const presets = useQuery(queries.workstation.presets.queryOptions());
  const runs = useQuery(queries.training.runs.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [folder, setFolder] = useState('');
  const [weightsFile, setWeightsFile] = useState('');
  const [workstation, setWorkstation] = useState<string | null>(null);
  const workstations = useQuery(queries.workstations.list.queryOptions());
  const preset = presets.data?.find(({ presetId }) => presetId === chosen) ?? null;
  const dataFolder = preset?.recipe.data === 'class-folder' && folder.trim() !== '' ? folder.trim() : null;
  const weights = weightsFile.trim() === '' ? null : weightsFile.trim();
  const readOnly = useReadOnly();
  const running = runs.data?.find(({ state }) => state === 'running') ?? null;
  const preflight = useQuery({
    ...queries.training.preflight.queryOptions({ input: { presetId: chosen ?? '', dataFolder, weights, workstation } }),
    enabled: chosen !== null,
    placeholderData: undefined,
    staleTime: 0,
  });
  const start = useMutation(
    queries.training.start.mutationOptions({
      onSuccess: async ({ runId }) => {
        await cache.invalidateQueries({ queryKey: queries.training.key() });
        await cache.invalidateQueries({ queryKey: queries.jobs.key() });
        go({ screen: 'train', runId });
      },
    }),
  );
  const command = startCommand({
    ready: readOnly === null && preflight.data?.canStart === true && !preflight.isFetching && !start.isPending,
    run: () => {
      if (chosen !== null) start.mutate({ presetId: chosen, dataFolder, weights, workstation });
    },
  });
  useOffer([command]);
  const problem = presets.error ?? runs.error ?? workstations.error;
  return (
    <div className={style.overview}>
      <header>
        <h1>{text.train.title}</h1>
        <p>{text.train.lead}</p>
      </header>
      {readOnly !== null && <WarningNote>{readOnly}</WarningNote>}
      {problem !== null && <FailureNote message={failureMessage(problem)} />}
      {running !== null && <RunningNow run={running} />}
      <div className={style.start}>
        <PresetList presets={presets.data ?? []} chosen={chosen} onChoose={setChosen} />
        <PreflightPanel
          preset={preset}
          preflight={preflight.data ?? null}
          problem={start.error ?? preflight.error}
          start={command}
          folder={folder}
          onFolder={setFolder}
          weights={weightsFile}
          onWeights={setWeightsFile}
          workstations={workstations.data ?? []}
          workstation={workstation}
          onWorkstation={setWorkstation}
          onAgain={() => void preflight.refetch()}
        />
      </div>
      <section aria-labelledby="runs">
        <h2 id="runs">{text.train.runs.title}</h2>
        {runs.data !== undefined && <RunTable runs={runs.data} />}
      </section>
    </div>
  );
}
