// The saved epochs with their figures, and the action that turns one into a model.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../main/domain/training/run.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import { PlaceChoice } from '../ui/place-choice.tsx';
import style from './checkpoint-table.module.css';
import { mainFigure } from './run-lines.ts';

export function CheckpointTable({ run }: { readonly run: Run }) {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const use = useMutation(queries.training.use.mutationOptions({ onSuccess: () => cache.invalidateQueries() }));
  const [workstation, setWorkstation] = useState<string | null>(null);
  const workstations = useQuery(queries.workstations.list.queryOptions());
  const readOnly = useReadOnly();
  const labels = text.train.run;
  const figure = mainFigure(run.last === null ? [] : [run.last]);
  const rows = run.checkpoints.flatMap((name) => {
    const epoch = run.best[name];
    return epoch === undefined ? [] : [{ name, epoch }];
  });
  return (
    <section aria-labelledby="checkpoints">
      <h2 id="checkpoints">{labels.checkpoints}</h2>
      <p className={style.lead}>{labels.checkpointsLead}</p>
      {(workstations.data ?? []).length > 0 && (
        <PlaceChoice
          label={text.train.place.export}
          workstations={workstations.data ?? []}
          workstation={workstation}
          onWorkstation={setWorkstation}
        />
      )}
      {workstation !== null && <p className={style.lead}>{text.train.exports(workstation)}</p>}
      <table className={style.table} aria-labelledby="checkpoints">
        <thead>
          <tr>
            <th scope="col">{labels.kept}</th>
            <th scope="col">{labels.epoch}</th>
            {figure !== null && <th scope="col">{text.train.chart.figure(figure)}</th>}
            <th scope="col">{text.train.runs.loss}</th>
            <th scope="col">{text.train.runs.columns.model}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, epoch }) => {
            const model = run.models.find(({ checkpoint }) => checkpoint === name);
            return (
              <tr key={name}>
                <th scope="row">{labels.checkpoint(name)}</th>
                <td>{epoch.epoch}</td>
                {figure !== null && <td>{epoch.figures[figure]?.toFixed(3) ?? labels.notYet}</td>}
                <td>{epoch.loss?.toFixed(3) ?? labels.notYet}</td>
                <td>
                  {model !== undefined && <span className={style.model}>{labels.inUse(model.name)}</span>}
                  {model === undefined && (
                    <Button
                      aria-label={labels.exportName(labels.checkpoint(name))}
                      disabled={readOnly !== null || use.isPending || run.state === 'running'}
                      onClick={() => use.mutate({ runId: run.runId, checkpoint: name, workstation })}
                    >
                      {labels.use}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p role="status" className={style.lead}>
        {use.isPending && labels.using}
        {use.isSuccess && (use.data.grades ? labels.used : labels.usedForKnees)(use.data.name, use.data.single)}
      </p>
      {use.error !== null && <FailureNote message={failureMessage(use.error)} />}
    </section>
  );
}
