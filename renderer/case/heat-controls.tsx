// Controls of the Grad-CAM: the score it explains, its opacity, its colours and their legend.

import type { GradingKind, HeatmapScore } from '../../main/domain/grading.ts';
import { text } from '../text/english.ts';
import { Segments, Select, Slider } from '../ui/field.tsx';
import { WarningNote } from '../ui/message.tsx';
import { COLOUR_MAPS, gradientOf } from '../../main/domain/colour-map.ts';
import { HEAT_DRAWN } from '../../main/domain/study/changes.ts';
import style from './heat-controls.module.css';
import { scoreFor, type HeatSettings } from './heat-settings.ts';

interface HeatControlsProps {
  readonly kind: GradingKind;
  /** What the grading's maps explain. */
  readonly scores: readonly HeatmapScore[];
  readonly heat: HeatSettings;
  /** The trials that the model's heatmaps failed. */
  readonly failedTrials: readonly string[];
  readonly onHeat: (heat: HeatSettings) => void;
}

export function HeatControls({ kind, scores, heat, failedTrials, onHeat }: HeatControlsProps) {
  const missing = text.heat.missing(kind, scores);
  return (
    <section className={style.heat} aria-label={text.heat.title}>
      <h2>{text.heat.title}</h2>
      <FailedTrials trials={failedTrials} />
      {scores.length > 1 && (
        <Select
          label={text.heat.score}
          value={scoreFor(scores, heat)}
          onChange={(score) => onHeat({ ...heat, score })}
          options={scores.map((value) => ({ value, label: text.heat.scores[value] }))}
        />
      )}
      {missing !== null && <p className={style.missing}>{missing}</p>}
      <HeatLook heat={heat} onHeat={onHeat} />
      <div className={style.legend} role="img" aria-label={text.heat.legend}>
        <span>{text.heat.low}</span>
        <span className={style.colours} style={{ backgroundImage: gradientOf(heat.map) }} />
        <span>{text.heat.high}</span>
      </div>
    </section>
  );
}

/** Each trial that the maps failed. Nothing if they failed none. */
export function FailedTrials({ trials }: { readonly trials: readonly string[] }) {
  return trials.map((words) => <WarningNote key={words}>{text.heat.failed(words)}</WarningNote>);
}

/** How strongly a map covers the radiograph, from which share of its maximum on, and in which colours. */
export function HeatLook({ heat, onHeat }: Pick<HeatControlsProps, 'heat' | 'onHeat'>) {
  return (
    <>
      <Segments
        label={text.heat.drawn}
        value={heat.drawn}
        onChange={(drawn) => onHeat({ ...heat, drawn })}
        options={HEAT_DRAWN.map((value) => ({ value, label: text.heat.drawnAs[value] }))}
      />
      <Slider
        label={text.heat.threshold}
        value={heat.threshold}
        shown={text.grade.percent(heat.threshold)}
        onChange={(threshold) => onHeat({ ...heat, threshold })}
      />
      <Slider
        label={text.heat.opacity}
        value={heat.opacity}
        shown={text.grade.percent(heat.opacity)}
        onChange={(opacity) => onHeat({ ...heat, opacity })}
      />
      <Select
        label={text.heat.map}
        value={heat.map}
        onChange={(map) => onHeat({ ...heat, map })}
        options={COLOUR_MAPS.map((value) => ({ value, label: text.heat.maps[value] }))}
      />
    </>
  );
}
