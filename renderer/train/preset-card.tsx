// A preset: what it learns in one sentence, its paper, and its data.

import type { Preset } from '../../main/domain/training/preflight.ts';
import { text } from '../text/english.ts';
import { classes } from '../ui/classes.ts';
import style from './preset-card.module.css';

interface PresetCardProps {
  readonly preset: Preset;
  /** A title that no other card has. */
  readonly title: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

export function PresetCard({ preset: { recipe, problem }, title, chosen, onChoose }: PresetCardProps) {
  const { sentence, paper } = text.train.system(recipe.system);
  const { facts } = text.train;
  const tags = [
    recipe.architecture,
    recipe.start === null ? '' : facts.starts[recipe.start],
    facts.dataKinds[recipe.data] ?? recipe.data,
  ].filter((tag) => tag !== '');
  return (
    <button type="button" className={classes(style.card, chosen && style.chosen)} aria-pressed={chosen} onClick={onChoose}>
      <span className={style.title}>{title}</span>
      <span className={style.sentence}>{text.train.sentence(sentence, recipe.strategy)}</span>
      <span className={style.tags}>{tags.join(' · ')}</span>
      <span className={style.foot}>
        <span>{paper}</span>
        {problem !== null && <em>{text.train.unusable}</em>}
      </span>
      <span className={style.name}>{recipe.name}</span>
    </button>
  );
}
