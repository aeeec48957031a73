// The open knee: tools, stage and panel around one state.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Case } from '../../../main/domain/study/case.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import type { Command } from '../../commands/command.ts';
import { go } from '../../commands/navigation.ts';
import { useOffer } from '../../commands/registry.tsx';
import { useShowSheet } from '../../commands/sheets.ts';
import { text } from '../../text/english.ts';
import { FailureNote } from '../../ui/message.tsx';
import { HiddenHeading } from '../../ui/hidden-heading.tsx';
import { useValue } from '../../ui/value.ts';
import { NOT_TURNED, type StageValues } from '../../viewer/stage-settings.ts';
import { gradingCommands, retryCommand } from '../case-commands.ts';
import style from '../case-screen.module.css';
import type { HeatSettings } from '../heat-settings.ts';
import type { HipSteps } from '../hip-steps.ts';
import type { Neighbours } from '../neighbours.ts';
import { useUnreadCommand } from '../reading-commands.ts';
import { stageCommands } from '../stage/stage-commands.ts';
import { ToolStrip } from '../tool-strip.tsx';
import { KneePanel } from './knee-panel.tsx';
import type { KneeReading } from './knee-reading.ts';
import { KneeStage } from './knee-stage.tsx';

interface OpenKneeProps {
  readonly found: Case;
  readonly reading: KneeReading;
  readonly values: StageValues;
  readonly neighbours: Neighbours;
  readonly onLookFor: HipSteps['onLookFor'];
  /** The commands that leave the knee. */
  readonly steps: readonly Command[];
  readonly readOnly: string | null;
  readonly heat: HeatSettings;
  readonly onHeat: (heat: HeatSettings) => void;
}

export function OpenKnee(props: OpenKneeProps) {
  const { found, reading, values, neighbours, onLookFor, steps, readOnly, heat, onHeat } = props;
  const { row, radiograph } = found;
  const { hipId } = row;
  const { queries } = useWorkstation();
  const show = useShowSheet();
  const settings = useValue(values.settings);
  const turned = useValue(values.turned).get(radiograph.radiographId) ?? NOT_TURNED;
  const [shown, setShown] = useState<string | null>('grad-cam');
  const { open, knee } = reading;
  const writable = readOnly === null;
  const history = useQuery({
    ...queries.reading.history.queryOptions({ input: { hipId } }),
    placeholderData: undefined,
  });
  const graded = knee !== undefined && knee.grading !== null;
  const own: readonly Command[] = [
    ...stageCommands({
      radiograph,
      hip: found.hips.find((hip) => hip.hipId === hipId) ?? null,
      values,
      settings,
      turned,
      writable,
      joint: 'knee',
    }),
    retryCommand(reading),
    ...gradingCommands({ hipId, shown: knee !== undefined, graded, writable, show }),
    useUnreadCommand(hipId, neighbours, onLookFor),
  ];
  useOffer(own);
  const commands = [...own, ...steps];
  const openKnee = (other: string): void => go({ screen: 'case', hipId: other });
  return (
    <div className={style.case}>
      <HiddenHeading>{text.hip.nameOf(row)}</HiddenHeading>
      <ToolStrip commands={commands} />
      <div className={style.stage}>
        <KneeStage
          found={found}
          knee={knee}
          map={knee?.grading?.maps.find(({ name }) => name === shown)}
          values={values}
          heat={heat}
          onKnee={openKnee}
        />
      </div>
      {reading.error !== null && <FailureNote message={failureMessage(reading.error)} />}
      {open !== undefined && (
        <KneePanel
          name={text.hip.nameOf(row)}
          open={open}
          hipId={hipId}
          position={neighbours.position}
          shown={shown}
          heat={heat}
          history={history.data ?? []}
          commands={commands}
          writable={writable}
          reading={reading}
          onKnee={openKnee}
          onShow={setShown}
          onHeat={onHeat}
        />
      )}
    </div>
  );
}
