// Builds a split by subject from shares, balance and seed, with a preview of the counts. Also chooses the active split.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BuiltSplit, Split, SplitRecipe } from '../../../main/domain/study/split.ts';
import { SPLIT_PRESETS } from '../../../main/domain/study/split-presets.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useReadOnly } from '../../api/read-only.ts';
import { useRefreshStudy } from '../../api/jobs.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { Segments, Select, TextField } from '../../ui/field.tsx';
import { FailureNote, WarningNote } from '../../ui/message.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import style from './split-sheet.module.css';

const labels = cohortText.split;
const STRATA = ['highest-grade', 'any-osteophyte', 'none'] as const;
const PARTS = ['train', 'val', 'test'] as const;

export function SplitSheet({ onClose }: { readonly onClose: () => void }) {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const refresh = useRefreshStudy();
  const readOnly = useReadOnly();
  const list = queries.splits.list.queryOptions();
  const splits = useQuery(list).data ?? [];
  const [preset, setPreset] = useState<SplitRecipe['preset']>('70-15-15');
  const [stratify, setStratify] = useState<SplitRecipe['stratify']>('highest-grade');
  const [seedText, setSeedText] = useState('123');
  const [keep, setKeep] = useState('');
  const [ownName, setOwnName] = useState<string | null>(null);
  const seed = /^\d{1,9}$/.test(seedText.trim()) ? Number(seedText) : null;
  const name = ownName ?? freeName(labels.suggested(preset, seed ?? 0), splits);
  const recipe: SplitRecipe = { preset, stratify, seed: seed ?? 0, keep: keep === '' ? null : keep };
  const preview = useQuery({ ...queries.splits.preview.queryOptions({ input: recipe }), enabled: seed !== null, retry: false });
  const changed = async (): Promise<void> => {
    await cache.invalidateQueries({ queryKey: queries.splits.key() });
    await refresh();
  };
  const build = useMutation(queries.splits.build.mutationOptions({ onSuccess: changed }));
  const choose = useMutation(queries.splits.choose.mutationOptions({ onSuccess: changed }));
  const failure = build.error ?? choose.error ?? preview.error;
  return (
    <Sheet
      title={labels.title}
      onClose={onClose}
      width="wide"
      actions={
        <>
          <Button onClick={onClose}>{text.common.close}</Button>
          <Button
            tone="main"
            disabled={readOnly !== null || seed === null || name.trim() === '' || build.isPending}
            onClick={() => build.mutate({ name, recipe }, { onSuccess: () => setOwnName(null) })}
          >
            {labels.build}
          </Button>
        </>
      }
    >
      <p className={style.lead}>{labels.lead}</p>
      <div className={style.form}>
        <div className={style.choices}>
          <Labelled name={labels.preset}>
            <Segments
              label={labels.preset}
              value={preset}
              onChange={setPreset}
              options={SPLIT_PRESETS.map((value) => ({ value, label: labels.presets[value] }))}
            />
          </Labelled>
          <Labelled name={labels.stratify}>
            <Segments
              label={labels.stratify}
              value={stratify}
              onChange={setStratify}
              options={STRATA.map((value) => ({ value, label: labels.strata[value] }))}
            />
          </Labelled>
          {splits.length > 0 && (
            <Select
              label={labels.keep}
              value={keep}
              onChange={setKeep}
              options={[
                { value: '', label: labels.keepNothing },
                ...splits.map((split) => ({ value: split.name, label: split.name })),
              ]}
            />
          )}
        </div>
        <div className={style.line}>
          <TextField label={labels.name} value={name} maxLength={80} onChange={(event) => setOwnName(event.target.value)} />
          <TextField
            label={labels.seed}
            value={seedText}
            inputMode="numeric"
            onChange={(event) => setSeedText(event.target.value)}
            {...(seed === null ? { help: labels.seedWrong } : {})}
          />
        </div>
      </div>
      {readOnly !== null && <WarningNote>{readOnly}</WarningNote>}
      {failure !== null && <FailureNote message={failureMessage(failure)} />}
      {preview.data !== undefined && <Preview built={preview.data} />}
      {splits.length > 0 && (
        <Present splits={splits} disabled={readOnly !== null} onUse={(split) => choose.mutate({ name: split })} />
      )}
    </Sheet>
  );
}

function Labelled({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className={style.labelled}>
      <span>{name}</span>
      {children}
    </div>
  );
}

/** Returns the name, with a number added if it is taken. */
function freeName(suggested: string, splits: readonly Split[]): string {
  const taken = new Set(splits.map((split) => split.name));
  for (let n = 1; ; n++) {
    const name = n === 1 ? suggested : `${suggested} (${n})`;
    if (!taken.has(name)) return name;
  }
}

function Preview({ built }: { readonly built: BuiltSplit }) {
  return (
    <>
      <table className={style.table}>
        <thead>
          <tr>
            <th scope="col">{labels.stratum}</th>
            {PARTS.map((part) => (
              <th key={part} scope="col">
                {cohortText.part(part)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...built.strata, { stratum: labels.total, subjects: built.subjects }].map(({ stratum, subjects }) => (
            <tr key={stratum}>
              <th scope="row">{stratum}</th>
              {PARTS.map((part) => (
                <td key={part}>{subjects[part].toLocaleString('en')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {built.kept > 0 && <p className={style.lead}>{labels.kept(built.kept)}</p>}
    </>
  );
}

interface PresentProps {
  readonly splits: readonly Split[];
  readonly disabled: boolean;
  readonly onUse: (name: string) => void;
}

function Present({ splits, disabled, onUse }: PresentProps) {
  return (
    <section aria-label={labels.present} className={style.present}>
      <h3>{labels.present}</h3>
      <ul>
        {splits.map(({ name, inForce, subjects, recipe }) => (
          <li key={name}>
            <strong>{name}</strong>
            <span>{recipe === null ? labels.imported : labels.recipe(labels.presets[recipe.preset], recipe.seed)}</span>
            <span className={style.sizes}>{labels.sizes(subjects.train, subjects.val, subjects.test)}</span>
            {inForce ? (
              <em>{labels.active}</em>
            ) : (
              <Button tone="quiet" disabled={disabled} aria-label={labels.chooseNamed(name)} onClick={() => onUse(name)}>
                {labels.use}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
