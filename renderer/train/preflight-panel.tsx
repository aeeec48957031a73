// The checks before training, and the start button.

import type { Preflight, PreflightCheck, Preset } from '../../main/domain/training/preflight.ts';
import type { Workstation } from '../../main/domain/training/workstation.ts';
import { failureMessage } from '../api/failure-message.ts';
import type { Command } from '../commands/command.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { FailureNote } from '../ui/message.tsx';
import { PlaceChoice } from './place-choice.tsx';
import { SendingFacts } from './sending-facts.tsx';
import style from './preflight-panel.module.css';

interface PreflightPanelProps {
  readonly preset: Preset | null;
  /** Null while the checks run. */
  readonly preflight: Preflight | null;
  readonly problem: unknown;
  readonly start: Command;
  readonly onAgain: () => void;
  /** The folder of class folders, for presets that learn from one. */
  readonly folder: string;
  readonly onFolder: (folder: string) => void;
  /** The file with the starting weights. Empty for random weights. */
  readonly weights: string;
  readonly onWeights: (file: string) => void;
  readonly workstations: readonly Workstation[];
  /** The workstation to train on. Null for this machine. */
  readonly workstation: string | null;
  readonly onWorkstation: (name: string | null) => void;
}

export function PreflightPanel({ preset, preflight, problem, start, onAgain, ...fields }: PreflightPanelProps) {
  const labels = text.train.preflight;
  const blocks = preflight?.checks.filter(({ level }) => level === 'blocks').length ?? 0;
  return (
    <section className={style.panel} aria-labelledby="preflight">
      <h2 id="preflight">{labels.title}</h2>
      {preset === null ? <p className={style.quiet}>{labels.choose}</p> : <RecipeFacts preset={preset} />}
      {preset?.recipe.data === 'class-folder' && (
        <TextField
          label={text.train.dataFolder}
          help={text.train.dataFolderHelp}
          value={fields.folder}
          onChange={(event) => fields.onFolder(event.target.value)}
        />
      )}
      {preset !== null && preset.problem === null && (
        <TextField
          label={text.train.weights}
          help={text.train.weightsHelp}
          value={fields.weights}
          onChange={(event) => fields.onWeights(event.target.value)}
        />
      )}
      {preset !== null && preset.problem === null && (
        <PlaceChoice workstations={fields.workstations} workstation={fields.workstation} onWorkstation={fields.onWorkstation} />
      )}
      {preset !== null && preflight === null && problem === null && (
        <p role="status" className={style.quiet}>
          {labels.checking}
        </p>
      )}
      {preset !== null && preflight !== null && (
        <ul className={style.checks} aria-label={labels.title}>
          {preflight.checks.map((check) => (
            <CheckLine key={check.name} check={check} />
          ))}
        </ul>
      )}
      {preset !== null && preflight !== null && preflight.sends !== null && <SendingFacts sending={preflight.sends} />}
      {problem !== null && <FailureNote message={failureMessage(problem)} />}
      {preset !== null && (
        <div className={style.actions}>
          <CommandButton command={start} tone="main" showKey />
          <Button tone="quiet" icon="reset" onClick={onAgain}>
            {labels.again}
          </Button>
        </div>
      )}
      {blocks > 0 && <p className={style.blocked}>{labels.blocked(blocks)}</p>}
    </section>
  );
}

const ICONS: Readonly<Record<PreflightCheck['level'], IconName>> = { ok: 'check', warning: 'warning', blocks: 'close' };

function CheckLine({ check: { name, level, words: message } }: { readonly check: PreflightCheck }) {
  const { names, levels } = text.train.preflight;
  return (
    <li className={style[level]}>
      <span role="img" aria-label={levels[level]}>
        <Icon name={ICONS[level]} />
      </span>
      <div>
        <strong>{names[name]}</strong>
        <p>{message}</p>
      </div>
    </li>
  );
}

function RecipeFacts({ preset: { recipe } }: { readonly preset: Preset }) {
  const { facts } = text.train;
  const rows = [
    [facts.network, recipe.architecture],
    [facts.data, facts.dataKinds[recipe.data] ?? recipe.data],
    [facts.epochs, String(recipe.epochs)],
    [facts.imageSize, facts.sizes(recipe.sizes)],
    [facts.batch, String(recipe.batch)],
    [facts.precision, recipe.precision],
  ] as const;
  return (
    <dl className={style.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
