// The presets, the checks of the chosen one, and every run of the study.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureMessage } from '../api/failure-message.ts';
import { useJoint } from '../api/hips.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { go } from '../commands/navigation.ts';
import { useOffer } from '../commands/registry.tsx';
import { text } from '../text/english.ts';
import { FailureNote, WarningNote } from '../ui/message.tsx';
import { PreflightPanel } from './preflight-panel.tsx';
import { PresetList } from './preset-list.tsx';
import { presetTitles } from './preset-titles.ts';
import { choiceOf, draftOf, type Draft } from './recipe-draft.ts';
import { RunOverlay } from './run-overlay.tsx';
import { RunTable } from './run-table.tsx';
import { RunningNow } from './running-now.tsx';
import style from './overview.module.css';
import { startCommand } from './train-commands.ts';

/** The recipe of the shipped model, on the study's own hips. */
const FIRST = 'system1-masked';

export function Overview() {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const presets = useQuery(queries.workstation.presets.queryOptions());
  const runs = useQuery(queries.training.runs.queryOptions());
  const [workstation, setWorkstation] = useState<string | null>(null);
  const workstations = useQuery(queries.workstations.list.queryOptions());
  const [stored, setDraft] = useState<Draft | null>(null);
  const list = presets.data ?? [];
  // A study's own recipe is chosen until the reader chooses another one.
  const joint = useJoint();
  const first =
    joint === 'knee'
      ? list.find(({ recipe }) => recipe.data === 'class-folder')
      : (list.find(({ presetId }) => presetId === FIRST) ?? list.find(({ recipe }) => recipe.data === 'study'));
  const preset = list.find(({ presetId }) => presetId === stored?.presetId) ?? first ?? null;
  const draft = preset === null ? null : stored?.presetId === preset.presetId ? stored : draftOf(preset);
  const own = preset === null || draft === null ? null : choiceOf(draft, preset);
  const choice = own === null ? null : { ...own, workstation };
  const readOnly = useReadOnly();
  const running = runs.data?.find(({ state }) => state === 'running') ?? null;
  const preflight = useQuery({
    ...queries.training.preflight.queryOptions({ input: choice ?? { presetId: '' } }),
    enabled: choice !== null,
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
    ready: readOnly === null && choice !== null && preflight.data?.canStart === true && !preflight.isFetching && !start.isPending,
    run: () => {
      if (choice !== null) start.mutate(choice);
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
        <PresetList
          presets={list}
          joint={joint}
          chosen={preset?.presetId ?? null}
          onChoose={(presetId) => {
            const next = list.find((candidate) => candidate.presetId === presetId);
            if (next !== undefined) setDraft(draftOf(next));
          }}
        />
        <PreflightPanel
          preset={preset}
          title={preset === null ? '' : (presetTitles(list).get(preset.presetId) ?? preset.presetId)}
          draft={draft}
          onDraft={setDraft}
          valid={choice !== null}
          preflight={preflight.data ?? null}
          problem={start.error ?? preflight.error}
          start={command}
          workstations={workstations.data ?? []}
          workstation={workstation}
          onWorkstation={setWorkstation}
          onAgain={() => void preflight.refetch()}
        />
      </div>
      <section aria-labelledby="runs">
        <h2 id="runs">{text.train.runs.title}</h2>
        {runs.data !== undefined && <RunTable runs={runs.data} />}
        {runs.data !== undefined && <RunOverlay runs={runs.data} />}
      </section>
    </div>
  );
}
