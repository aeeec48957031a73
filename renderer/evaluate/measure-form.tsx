// Chooses a model and a part, and measures.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { TRUTHS, type Truth } from '../../main/domain/evaluation/truths.ts';
import type { SplitPart } from '../../main/domain/study/split.ts';
import { useJobProblems } from '../api/job-problems.ts';
import { useJobRun } from '../api/job-run.ts';
import { useModels } from '../api/models.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { evaluationText } from '../text/evaluation.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/field.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { FailureNote } from '../ui/message.tsx';
import { PlaceChoice } from '../ui/place-choice.tsx';
import style from './evaluate.module.css';

const PARTS = (['test', 'val', 'train'] as const).map((value) => ({ value, label: evaluationText.parts[value] }));

const CHOICES = TRUTHS.map((value) => ({ value, label: evaluationText.truths[value] }));

export function MeasureForm() {
  const { client, queries } = useWorkstation();
  const cache = useQueryClient();
  const { models, chosen } = useModels();
  const run = useJobRun('evaluate');
  const problems = useJobProblems(run.step);
  const [picked, setPicked] = useState<string | null>(null);
  const [part, setPart] = useState<SplitPart>('test');
  const [truth, setTruth] = useState<Truth>('merged');
  const [workstation, setWorkstation] = useState<string | null>(null);
  const workstations = useQuery(queries.workstations.list.queryOptions());
  const model = picked ?? chosen?.name ?? models.at(0)?.name ?? '';
  const measure = async (): Promise<void> => {
    await run.start(() => client.evaluation.run({ model, split: part, truth, workstation }));
    await cache.invalidateQueries({ queryKey: queries.evaluation.key() });
  };
  return (
    <section className={style.form} aria-label={evaluationText.measure}>
      <div className={style.choices}>
        <Select
          label={evaluationText.model}
          options={models.map(({ name }) => ({ value: name, label: name }))}
          value={model}
          onChange={setPicked}
        />
        <Select label={evaluationText.part} options={PARTS} value={part} onChange={setPart} />
        <Select label={evaluationText.compareWith} options={CHOICES} value={truth} onChange={setTruth} />
        <PlaceChoice
          label={evaluationText.place}
          workstations={workstations.data ?? []}
          workstation={workstation}
          onWorkstation={setWorkstation}
        />
        {run.running ? (
          <Button icon="stop" onClick={run.stop} disabled={run.step === null}>
            {text.common.stop}
          </Button>
        ) : (
          <Button tone="main" icon="play" disabled={model === ''} onClick={() => void measure()}>
            {evaluationText.measure}
          </Button>
        )}
      </div>
      {part === 'test' && <p className={style.quiet}>{evaluationText.testOnce}</p>}
      {workstation !== null && <p className={style.quiet}>{evaluationText.sends(workstation)}</p>}
      {run.step === null && run.failure !== null && <FailureNote message={run.failure} />}
      {run.step !== null && <JobProgress title={text.job.kind.evaluate} step={run.step} problems={problems} />}
    </section>
  );
}
