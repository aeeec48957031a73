// What was looked at before the start, and the start itself.

import type { Preflight, PreflightCheck, Preset } from '../../main/domain/training/preflight.ts';
import { failureWords } from '../api/failure-words.ts';
import type { Command } from '../commands/command.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './preflight-panel.module.css';

interface PreflightPanelProps {
  readonly preset: Preset | null;
  /** Null while it is looked at. */
  readonly preflight: Preflight | null;
  readonly problem: unknown;
  readonly start: Command;
  readonly onAgain: () => void;
  /** Of class folders, for presets that learn from them. */
  readonly folder: string;
  readonly onFolder: (folder: string) => void;
  /** The file to start from; empty for chance. */
  readonly weights: string;
  readonly onWeights: (file: string) => void;
}

export function PreflightPanel({ preset, preflight, problem, start, onAgain, ...places }: PreflightPanelProps) {
  const words = text.train.preflight;
  const blocks = preflight?.checks.filter(({ level }) => level === 'blocks').length ?? 0;
  return (
    <section className={style.panel} aria-labelledby="preflight">
      <h2 id="preflight">{words.title}</h2>
      {preset === null ? <p className={style.quiet}>{words.choose}</p> : <RecipeFacts preset={preset} />}
      {preset?.recipe.data === 'class-folder' && (
        <TextField
          label={text.train.dataFolder}
          help={text.train.dataFolderHelp}
          value={places.folder}
          onChange={(event) => places.onFolder(event.target.value)}
        />
      )}
      {preset !== null && preset.problem === null && (
        <TextField
          label={text.train.weights}
          help={text.train.weightsHelp}
          value={places.weights}
          onChange={(event) => places.onWeights(event.target.value)}
        />
      )}
      {preset !== null && preflight === null && problem === null && (
        <p role="status" className={style.quiet}>
          {words.checking}
        </p>
      )}
      {preset !== null && preflight !== null && (
        <ul className={style.checks} aria-label={words.title}>
          {preflight.checks.map((check) => (
            <CheckLine key={check.name} check={check} />
          ))}
        </ul>
      )}
      {problem !== null && <FailureNote message={failureWords(problem)} />}
      {preset !== null && (
        <div className={style.actions}>
          <CommandButton command={start} tone="main" showKey />
          <Button tone="quiet" icon="reset" onClick={onAgain}>
            {words.again}
          </Button>
        </div>
      )}
      {blocks > 0 && <p className={style.blocked}>{words.blocked(blocks)}</p>}
    </section>
  );
}

const ICONS: Readonly<Record<PreflightCheck['level'], IconName>> = { ok: 'check', warning: 'warning', blocks: 'close' };

function CheckLine({ check: { name, level, words } }: { readonly check: PreflightCheck }) {
  const { names, levels } = text.train.preflight;
  return (
    <li className={style[level]}>
      <span role="img" aria-label={levels[level]}>
        <Icon name={ICONS[level]} />
      </span>
      <div>
        <strong>{names[name]}</strong>
        <p>{words}</p>
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
    [facts.pictures, facts.sizes(recipe.sizes)],
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
