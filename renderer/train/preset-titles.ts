// A title for each preset that no other preset has.

import type { Preset } from '../../main/domain/training/preflight.ts';
import { text } from '../text/english.ts';

/** Returns the titles by preset. Presets that would share one get what their own names add. */
export function presetTitles(presets: readonly Preset[]): ReadonlyMap<string, string> {
  const titleOf = ({ recipe }: Preset): string => text.train.cardTitle(text.train.system(recipe.system).title, recipe.strategy);
  const groups = Map.groupBy(presets, titleOf);
  return new Map(
    [...groups].flatMap(([title, own]) => {
      const shared = sharedWords(own.map(({ presetId }) => presetId.split('-')));
      return own.map(({ presetId, recipe }): readonly [string, string] => {
        const words = presetId.split('-').filter((word) => !shared.has(word) && !/^system\d$/.test(word));
        const detail = words.length > 0 ? words.join(' ') : recipe.architecture;
        return [presetId, own.length === 1 ? title : `${title}, ${detail}`];
      });
    }),
  );
}

function sharedWords(names: readonly (readonly string[])[]): ReadonlySet<string> {
  const [first = []] = names;
  return new Set(first.filter((word) => names.every((name) => name.includes(word))));
}
