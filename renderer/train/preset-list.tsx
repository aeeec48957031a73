// The presets as cards, filtered by the data they learn from.

import { useState } from 'react';
import type { Preset } from '../../main/domain/training/preflight.ts';
import { text } from '../text/english.ts';
import { Segments } from '../ui/field.tsx';
import style from './overview.module.css';
import { PresetCard } from './preset-card.tsx';

const KINDS = ['all', 'study', 'phantom', 'class-folder'] as const;
type Kind = (typeof KINDS)[number];

interface PresetListProps {
  readonly presets: readonly Preset[];
  readonly chosen: string | null;
  readonly onChoose: (presetId: string) => void;
}

export function PresetList({ presets, chosen, onChoose }: PresetListProps) {
  const [kind, setKind] = useState<Kind>('all');
  const shown = presets.filter(({ recipe }) => kind === 'all' || recipe.data === kind);
  return (
    <section aria-labelledby="presets">
      <div className={style.line}>
        <h2 id="presets">{text.train.presets}</h2>
        <Segments
          label={text.train.dataFilter}
          value={kind}
          onChange={setKind}
          options={KINDS.map((value) => ({ value, label: text.train.dataKinds[value] }))}
        />
      </div>
      {shown.length === 0 && <p className={style.quiet}>{presets.length === 0 ? text.train.noPresets : text.train.noneOfKind}</p>}
      <ul className={style.cards} aria-labelledby="presets">
        {shown.map((each) => (
          <li key={each.presetId}>
            <PresetCard preset={each} chosen={each.presetId === chosen} onChoose={() => onChoose(each.presetId)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
