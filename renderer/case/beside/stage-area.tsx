// The stage of the open hip, alone or with another one beside it. Blinking shows the two in turn at the same place.

import { useEffect, useMemo, useState } from 'react';
import type { Case } from '../../../main/domain/study/case.ts';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import type { HeatmapAnswer } from '../../../main/domain/grading.ts';
import { classes } from '../../ui/classes.ts';
import { useValue } from '../../ui/value.ts';
import type { StageValues } from '../../viewer/stage-settings.ts';
import type { HeatSettings } from '../heat-settings.ts';
import type { HipMeasurements } from '../measure/measurements.ts';
import { CaseStage } from '../stage/case-stage.tsx';
import { openWindowDrag } from '../stage/shown-film.ts';
import { BesidePane } from './beside-pane.tsx';
import { companionsOf } from './companions.ts';
import style from './stage-area.module.css';

interface StageAreaProps {
  readonly found: Case;
  /** All hips of the subject. */
  readonly subject: readonly HipRow[];
  readonly values: StageValues;
  readonly measurements: HipMeasurements;
  readonly shown: readonly HeatmapAnswer[];
  readonly heat: HeatSettings;
  readonly onHip: (hipId: string) => void;
}

export function StageArea({ found, subject, values, measurements, shown, heat, onHip }: StageAreaProps) {
  const { beside, blink } = useValue(values.settings);
  const second = useBlink(beside !== null && blink);
  // A drag of window and level on one of the two changes both.
  const [drag] = useState(openWindowDrag);
  const companions = useMemo(() => (beside === null ? [] : companionsOf(beside, found, subject)), [beside, found, subject]);
  return (
    <div className={classes(style.area, beside !== null && (blink ? style.blinking : style.pair))}>
      <div className={classes(style.pane, blink && second && style.away)}>
        <CaseStage
          found={found}
          values={values}
          measurements={measurements}
          shown={shown}
          heat={heat}
          drag={drag}
          graded={null}
          onHip={onHip}
        />
      </div>
      {beside !== null && (
        <div className={classes(style.pane, style.beside, blink && !second && style.away)} data-beside="">
          <BesidePane
            key={`${beside} ${found.row.hipId}`}
            beside={beside}
            companions={companions}
            values={values}
            shown={shown}
            heat={heat}
            drag={drag}
            onHip={onHip}
          />
        </div>
      )}
    </div>
  );
}

/** Slow enough for an eye to follow, and below the three flashes a second that WCAG 2.3.1 allows. */
const BLINK_MS = 800;

/** Returns true while the second of two pictures is shown. */
function useBlink(on: boolean): boolean {
  const [second, setSecond] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => setSecond((before) => !before), BLINK_MS);
    return () => {
      clearInterval(timer);
      setSecond(false);
    };
  }, [on]);
  return on && second;
}
