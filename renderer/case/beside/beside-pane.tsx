// The stage beside the open hip's. It has a case of its own, so its corner text, its film and its shapes name its own hip.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HeatmapAnswer } from '../../../main/domain/grading.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { text } from '../../text/english.ts';
import { Select } from '../../ui/field.tsx';
import { FailureNote } from '../../ui/message.tsx';
import { openValue } from '../../ui/value.ts';
import type { StageValues } from '../../viewer/stage-settings.ts';
import type { Size } from '../../viewer/view.ts';
import { scoreFor, type HeatSettings } from '../heat-settings.ts';
import { useMeasurements } from '../measure/measurements.ts';
import { CaseStage } from '../stage/case-stage.tsx';
import type { WindowDrag } from '../stage/shown-film.ts';
import style from './beside-pane.module.css';
import { kindOf, type Beside, type Companion } from './companions.ts';

interface BesidePaneProps {
  readonly beside: Beside;
  /** What may stand here, the best first. */
  readonly companions: readonly Companion[];
  readonly values: StageValues;
  readonly shown: readonly HeatmapAnswer[];
  readonly heat: HeatSettings;
  readonly drag: WindowDrag;
  readonly onHip: (hipId: string) => void;
}

export function BesidePane({ beside, companions, values, shown, heat, drag, onHip }: BesidePaneProps) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  // It is as large as it is; everything else is linked with the stage of the open hip.
  const [size] = useState(() => openValue<Size | null>(null));
  const companion = companions.find(({ id }) => id === chosenId) ?? companions.at(0) ?? null;
  if (companion === null) return <p className={style.nothing}>{text.viewer.nothingBeside[beside]}</p>;
  return (
    <>
      <Companion companion={companion} values={{ ...values, size }} shown={shown} heat={heat} drag={drag} onHip={onHip} />
      {(companions.length > 1 || companion.grading !== null) && (
        <div className={style.choice}>
          <Select
            label={beside === 'models' ? text.viewer.model : text.viewer.visit}
            value={companion.id}
            onChange={setChosenId}
            options={companions.map(({ id, visit, grading }) => ({
              value: id,
              label: grading === null ? text.hip.visit(visit ?? '') : text.case.model(grading.model.name, grading.model.version),
            }))}
          />
        </div>
      )}
    </>
  );
}

interface CompanionProps extends Omit<BesidePaneProps, 'beside' | 'companions'> {
  readonly companion: Companion;
}

function Companion({ companion: { hipId, grading }, values, shown, heat, drag, onHip }: CompanionProps) {
  const { queries } = useWorkstation();
  const found = useQuery({ ...queries.hips.case.queryOptions({ input: { hipId } }), placeholderData: undefined });
  const measurements = useMeasurements(hipId);
  if (found.error !== null) return <FailureNote message={failureMessage(found.error)} />;
  if (found.data?.row.hipId !== hipId) return <p className={style.nothing}>{text.case.loading}</p>;
  const kept = grading?.scores ?? found.data.hips.find((hip) => hip.hipId === hipId)?.scores ?? [];
  const score = scoreFor(kept, heat);
  return (
    <>
      <CaseStage
        found={found.data}
        values={values}
        measurements={measurements}
        shown={shown}
        heat={heat}
        drag={drag}
        graded={grading === null ? null : { kind: kindOf(grading), gradedAt: grading.gradedAt, scores: grading.scores }}
        onHip={onHip}
      />
      {kept.length > 0 && score !== heat.score && shown.length > 0 && (
        <p className={style.otherScore} role="status">
          {text.heat.otherScore(text.heat.scores[score], text.heat.scores[heat.score])}
        </p>
      )}
    </>
  );
}
