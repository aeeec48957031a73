// The presets, grouped by where they find their pictures. What this study can train comes first; the other groups open on request. A study of
// knees has nothing for presets on hips, so the presets on folders of knees come first.

import type { Preset } from '../../main/domain/training/preflight.ts';
import type { Joint } from '../text/count.ts';
import { text } from '../text/english.ts';
import style from './overview.module.css';
import { PresetCard } from './preset-card.tsx';
import { presetTitles } from './preset-titles.ts';

const GROUPS = ['study', 'phantom', 'class-folder'] as const;
const GROUPS_FOR_KNEES = ['class-folder', 'study', 'phantom'] as const;

interface PresetListProps {
  readonly presets: readonly Preset[];
  readonly joint: Joint;
  readonly chosen: string | null;
  readonly onChoose: (presetId: string) => void;
}

export function PresetList({ presets, joint, chosen, onChoose }: PresetListProps) {
  const titles = presetTitles(presets);
  const order = joint === 'knee' ? GROUPS_FOR_KNEES : GROUPS;
  const known: readonly string[] = GROUPS;
  const groups = [
    ...order.map((group) => [group, presets.filter(({ recipe }) => recipe.data === group)] as const),
    ['other', presets.filter(({ recipe }) => !known.includes(recipe.data))] as const,
  ];
  return (
    <section aria-labelledby="presets" className={style.presets}>
      <h2 id="presets">{text.train.presets}</h2>
      {presets.length === 0 && <p className={style.quiet}>{text.train.noPresets}</p>}
      {groups.map(([group, own]) =>
        own.length === 0 ? null : (
          <details key={group} open={group === order[0] || own.some(({ presetId }) => presetId === chosen) || undefined}>
            <summary>
              {text.train.groups[group]} <span>({own.length})</span>
            </summary>
            <p className={style.quiet}>{text.train.groupHelp[group]}</p>
            <ul className={style.cards} aria-label={text.train.groups[group]}>
              {own.map((each) => (
                <li key={each.presetId}>
                  <PresetCard
                    preset={each}
                    title={titles.get(each.presetId) ?? each.presetId}
                    chosen={each.presetId === chosen}
                    onChoose={() => onChoose(each.presetId)}
                  />
                </li>
              ))}
            </ul>
          </details>
        ),
      )}
    </section>
  );
}
