// The paired workstations with their state and this machine's runs there, and the form that pairs with another.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Workstation, WorkstationState } from '../../main/domain/training/workstation.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import { PairForm } from './pair-form.tsx';
import style from './settings-screen.module.css';

const labels = text.settings.workstation;

export function WorkstationList() {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const paired = useQuery(queries.workstations.list.queryOptions());
  const refresh = () => cache.invalidateQueries({ queryKey: queries.workstations.key() });
  const remove = useMutation(queries.workstations.remove.mutationOptions({ onSuccess: refresh }));
  const problem = paired.error ?? remove.error;
  return (
    <>
      {problem !== null && <FailureNote message={failureMessage(problem)} />}
      <ul className={style.models} aria-label={text.settings.workstations}>
        {(paired.data ?? []).map((workstation) => (
          <WorkstationItem
            key={workstation.name}
            workstation={workstation}
            onRemove={() => remove.mutate({ name: workstation.name })}
          />
        ))}
      </ul>
      <PairForm onPaired={() => void refresh()} />
    </>
  );
}

interface WorkstationItemProps {
  readonly workstation: Workstation;
  readonly onRemove: () => void;
}

function WorkstationItem({ workstation: { name, host, port, fingerprint }, onRemove }: WorkstationItemProps) {
  const { queries } = useWorkstation();
  const state = useQuery({ ...queries.workstations.state.queryOptions({ input: { name } }), retry: false });
  return (
    <li>
      <h3>
        {name} <span>{labels.address(host, port)}</span>
      </h3>
      <p className={style.limits}>{labels.fingerprint(fingerprint)}</p>
      {state.isPending && <p role="status">{labels.asking}</p>}
      {state.error !== null && <FailureNote message={failureMessage(state.error)} />}
      {state.data !== undefined && <StateFacts name={name} state={state.data} onChanged={() => void state.refetch()} />}
      <div className={style.actions}>
        <Button tone="quiet" icon="reset" aria-label={labels.askAgainOf(name)} onClick={() => void state.refetch()}>
          {labels.askAgain}
        </Button>
        <Button tone="quiet" icon="close" aria-label={labels.removeOf(name)} onClick={onRemove}>
          {labels.remove}
        </Button>
      </div>
    </li>
  );
}

interface StateFactsProps {
  readonly name: string;
  readonly state: WorkstationState;
  readonly onChanged: () => void;
}

function StateFacts({ name, state, onChanged }: StateFactsProps) {
  const { queries } = useWorkstation();
  const forget = useMutation(queries.workstations.forget.mutationOptions({ onSuccess: onChanged }));
  const facts = [
    [labels.version, state.version],
    [labels.machine, labels.machineOf(state)],
    [labels.engine, labels.engineOf(state)],
    [labels.queue, labels.queueOf(state)],
    [labels.disk, labels.diskOf(state)],
    [labels.limits, labels.limitsOf(state)],
  ] as const;
  return (
    <>
      <dl className={style.facts}>
        {facts.map(([fact, value]) => (
          <div key={fact}>
            <dt>{fact}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {forget.error !== null && <FailureNote message={failureMessage(forget.error)} />}
      {state.jobs.length > 0 && (
        <ul className={style.jobs} aria-label={labels.jobsOn(name)}>
          {state.jobs.map(({ jobId, run, state: jobState, before }) => (
            <li key={jobId}>
              <span>{run}</span>
              <span>{labels.jobState(jobState, before)}</span>
              <Button tone="quiet" aria-label={labels.forgetOf(run)} onClick={() => forget.mutate({ name, jobId })}>
                {labels.forget}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
