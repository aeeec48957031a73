// The open case: tools, stage, panel and timeline around one state.

import { useQuery } from '@tanstack/react-query';
import type { Case } from '../../main/domain/study/case.ts';
import type { Filter } from '../api/hips.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { go } from '../commands/navigation.ts';
import { useOffer } from '../commands/registry.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { caseCommands } from './case-commands.ts';
import { CasePanel } from './case-panel.tsx';
import style from './case-screen.module.css';
import { CaseStage } from './case-stage.tsx';
import { useEvidence } from './evidence-state.ts';
import type { HeatSettings } from './heat-settings.ts';
import { useHipReading } from './hip-reading.ts';
import { useNeighbours } from './neighbours.ts';
import { useReadingCommands } from './reading-commands.ts';
import { useReadingKeys } from './reading-keys.ts';
import { useStageState } from './stage-state.ts';
import { Timeline } from './timeline.tsx';
import { ToolStrip } from './tool-strip.tsx';

interface OpenCaseProps {
  readonly found: Case;
  readonly filter: Filter;
  readonly heat: HeatSettings;
  readonly onHeat: (heat: HeatSettings) => void;
}

export function OpenCase({ found, filter, heat, onHeat }: OpenCaseProps) {
  const { queries } = useWorkstation();
  const { row, radiograph } = found;
  const show = useShowSheet();
  const stage = useStageState(radiograph);
  const evidence = useEvidence(row.hipId);
  const reading = useHipReading(row);
  const readOnly = useReadOnly();
  const neighbours = useNeighbours(filter, row.hipId);
  const hip = found.hips.find(({ hipId }) => hipId === row.hipId) ?? null;
  const other = found.hips.find(({ hipId }) => hipId !== row.hipId) ?? null;
  // Fetched in advance: the timeline shows its visits, and switching to it is then instant.
  const otherCase = useQuery({
    ...queries.hips.case.queryOptions({ input: { hipId: other?.hipId ?? '' } }),
    enabled: other !== null,
    placeholderData: undefined,
  });
  const history = useQuery({
    ...queries.reading.history.queryOptions({ input: { hipId: row.hipId } }),
    placeholderData: undefined,
  });
  const openHip = (hipId: string): void => go({ screen: 'case', hipId });
  useReadingKeys({ active: readOnly === null, armed: evidence.armed, onArm: evidence.arm, onSave: reading.save });
  const readingCommands = useReadingCommands({ row, reading, neighbours, writable: readOnly === null });
  const commands = [
    ...caseCommands({ row, hip, other, stage, reading, writable: readOnly === null, neighbours, show, openHip }),
    ...readingCommands,
  ];
  useOffer(commands);
  return (
    <div className={style.case}>
      <ToolStrip commands={commands} />
      <div className={style.stage}>
        <CaseStage found={found} stage={stage} shown={evidence.shown} heat={heat} onHip={openHip} />
      </div>
      <CasePanel
        found={found}
        hip={hip}
        other={other}
        evidence={evidence}
        reading={reading}
        history={history.data ?? []}
        readOnly={readOnly}
        neighbours={neighbours}
        heat={heat}
        commands={commands}
        onHeat={onHeat}
        onHip={openHip}
      />
      <Timeline current={row.hipId} rows={[...found.timeline, ...(otherCase.data?.timeline ?? [])]} onHip={openHip} />
    </div>
  );
}
