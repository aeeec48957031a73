// The checks before training, and the start button.

import type { Preflight, PreflightCheck, Preset } from '../../main/domain/training/preflight.ts';
import type { Workstation } from '../../main/domain/training/workstation.ts';
import { failureMessage } from '../api/failure-message.ts';
import type { Command } from '../commands/command.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { FactList } from '../ui/fact-list.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { FailureNote } from '../ui/message.tsx';
import { PlaceChoice } from '../ui/place-choice.tsx';
import { SendingFacts } from '../ui/sending-facts.tsx';
import style from './preflight-panel.module.css';
import type { Draft } from './recipe-draft.ts';
import { RecipeForm } from './recipe-form.tsx';

interface PreflightPanelProps {
  readonly preset: Preset | null;
  readonly title: string;
  readonly draft: Draft | null;
  readonly onDraft: (draft: Draft) => void;
  /** False while a field of the form cannot be trained with. */
  readonly valid: boolean;
  /** Null while the checks run. */
  readonly preflight: Preflight | null;
  readonly problem: unknown;
  readonly start: Command;
  readonly onAgain: () => void;
  readonly workstations: readonly Workstation[];
  /** The workstation to train on. Null for this machine. */
  readonly workstation: string | null;
  readonly onWorkstation: (name: string | null) => void;
}

export function PreflightPanel({
  preset,
  title,
  draft,
  onDraft,
  valid,
  preflight,
  problem,
  start,
  onAgain,
  ...place
}: PreflightPanelProps) {
  const labels = text.train.preflight;
  const blocks = preflight?.checks.filter(({ level }) => level === 'blocks') ?? [];
  const time = preflight?.checks.find(({ name }) => name === 'time') ?? null;
  if (preset === null) {
    return (
      <section className={style.panel} aria-labelledby="preflight">
        <h2 id="preflight">{labels.title}</h2>
        <p className={style.quiet}>{labels.choose}</p>
      </section>
    );
  }
  return (
    <section className={style.panel} aria-labelledby="preflight">
      <h2>{title}</h2>
      <div className={style.actions}>
        <CommandButton command={start} tone="main" showKey />
        <Button tone="quiet" icon="reset" onClick={onAgain}>
          {labels.again}
        </Button>
      </div>
      <p role="status" className={blocks.length > 0 || !valid ? style.blocked : style.quiet}>
        {!valid
          ? text.train.form.wrong
          : blocks.length > 0
            ? labels.blocked(blocks.length)
            : preflight === null && problem === null
              ? labels.checking
              : (time?.words ?? '')}
      </p>
      {blocks.length > 0 && (
        <ul className={style.checks} aria-label={labels.blocking}>
          {blocks.map((check) => (
            <CheckLine key={check.name} check={check} />
          ))}
        </ul>
      )}
      {preset.problem === null && place.workstations.length === 0 && <p className={style.quiet}>{text.train.place.none}</p>}
      {preset.problem === null && <PlaceChoice label={text.train.place.label} {...place} />}
      {preflight !== null && preflight.sends !== null && <SendingFacts sending={preflight.sends} />}
      {problem !== null && <FailureNote message={failureMessage(problem)} />}
      {draft !== null && preset.problem === null && <RecipeForm preset={preset} draft={draft} onDraft={onDraft} />}
      <RecipeFacts preset={preset} />
      <h2 id="preflight">{labels.title}</h2>
      {preflight !== null && (
        <ul className={style.checks} aria-label={labels.title}>
          {preflight.checks.map((check) => (
            <CheckLine key={`${check.name} ${check.words}`} check={check} />
          ))}
        </ul>
      )}
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
  return <FactList facts={rows} className={style.facts} />;
}
