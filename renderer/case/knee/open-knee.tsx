// The open knee: tools, stage and panel around one state.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Case } from '../../../main/domain/study/case.ts';
import type { KneeLabel } from '../../../main/domain/study/knee-case.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import type { Command } from '../../commands/command.ts';
import { go } from '../../commands/navigation.ts';
import { useOffer } from '../../commands/registry.tsx';
import { useShowSheet } from '../../commands/sheets.ts';
import { text } from '../../text/english.ts';
import { FailureNote } from '../../ui/message.tsx';
import { useValue } from '../../ui/value.ts';
import { NOT_TURNED, type StageValues } from '../../viewer/stage-settings.ts';
import style from '../case-screen.module.css';
import type { HeatSettings } from '../heat-settings.ts';
import { stageCommands } from '../stage/stage-commands.ts';
import { ToolStrip } from '../tool-strip.tsx';
import { useKneeKeys } from './knee-keys.ts';
import { KneePanel } from './knee-panel.tsx';
import { KneeStage } from './knee-stage.tsx';

interface OpenKneeProps {
  readonly found: Case;
  readonly values: StageValues;
  /** The commands that leave the knee. */
  readonly steps: readonly Command[];
  readonly readOnly: string | null;
  readonly heat: HeatSettings;
  readonly onHeat: (heat: HeatSettings) => void;
}

export function OpenKnee({ found, values, steps, readOnly, heat, onHeat }: OpenKneeProps) {
  const { queries } = useWorkstation();
  const { row, radiograph } = found;
  const { hipId } = row;
  const client = useQueryClient();
  const show = useShowSheet();
  const settings = useValue(values.settings);
  const turned = useValue(values.turned).get(radiograph.radiographId) ?? NOT_TURNED;
  const [shown, setShown] = useState<string | null>('grad-cam');
  const open = useQuery({ ...queries.knees.case.queryOptions({ input: { hipId } }), placeholderData: undefined });
  const save = useMutation(queries.knees.read.mutationOptions({ onSettled: () => client.invalidateQueries() }));
  const knee = open.data?.knees.find((candidate) => candidate.hipId === hipId);
  const writable = readOnly === null;
  const label = (next: KneeLabel): void => save.mutate({ hipId, label: next });
  useKneeKeys(writable && knee !== undefined, label);
  const graded = knee !== undefined && knee.grading !== null;
  const own: readonly Command[] = [
    ...stageCommands({
      radiograph,
      hip: found.hips.find((hip) => hip.hipId === hipId) ?? null,
      values,
      settings,
      turned,
      writable: false,
    }),
    {
      id: 'grade.this',
      title: text.command.gradeThis,
      group: text.commandGroup.grade,
      icon: 'play',
      shortcut: 'G',
      enabled: writable && knee !== undefined && !graded,
      whyNot: writable ? text.whyNot.graded : text.whyNot.readOnly,
      run: () => show({ kind: 'grade', hipIds: [hipId] }),
    },
  ];
  useOffer(own);
  const commands = [...own, ...steps];
  const openKnee = (other: string): void => go({ screen: 'case', hipId: other });
  return (
    <div className={style.case}>
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
      {open.error !== null && <FailureNote message={failureMessage(open.error)} />}
      {open.data !== undefined && (
        <KneePanel
          name={text.hip.nameOf(row)}
          open={open.data}
          hipId={hipId}
          shown={shown}
          heat={heat}
          commands={commands}
          writable={writable}
          failure={save.error === null ? null : failureMessage(save.error)}
          onKnee={openKnee}
          onShow={setShown}
          onHeat={onHeat}
          onLabel={label}
        />
      )}
    </div>
  );
}
