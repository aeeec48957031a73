// The open case: tools, stage, panel and timeline around one state.

import { useQuery } from '@tanstack/react-query';
import type { Case } from '../../main/domain/study/case.ts';
import { useFilm, usePrefetch } from '../api/films/use-film.ts';
import { useWorkstation } from '../api/workstation.tsx';
import type { Command } from '../commands/command.ts';
import { go } from '../commands/navigation.ts';
import { useOffer } from '../commands/registry.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { HiddenHeading } from '../ui/hidden-heading.tsx';
import { useValue } from '../ui/value.ts';
import { NOT_TURNED, type StageValues } from '../viewer/stage-settings.ts';
import { hipCommands } from './case-commands.ts';
import { CasePanel } from './case-panel.tsx';
import style from './case-screen.module.css';
import { StageArea } from './beside/stage-area.tsx';
import type { Evidence } from './evidence-state.ts';
import type { HeatSettings } from './heat-settings.ts';
import { useHipReading } from './hip-reading.ts';
import type { HipSteps } from './hip-steps.ts';
import { useMeasurements } from './measure/measurements.ts';
import type { Neighbours } from './neighbours.ts';
import { useReadingCommands } from './reading-commands.ts';
import { stageCommands } from './stage/stage-commands.ts';
import { Timeline } from './timeline/timeline.tsx';
import { ToolStrip } from './tool-strip.tsx';

interface OpenCaseProps {
  readonly found: Case;
  readonly values: StageValues;
  readonly evidence: Evidence;
  readonly neighbours: Neighbours;
  readonly onLookFor: HipSteps['onLookFor'];
  /** The commands that leave the hip. */
  readonly steps: readonly Command[];
  readonly readOnly: string | null;
  readonly heat: HeatSettings;
  readonly onHeat: (heat: HeatSettings) => void;
}

export function OpenCase(props: OpenCaseProps) {
  const { found, values, evidence, neighbours, onLookFor, steps, readOnly, heat, onHeat } = props;
  const { queries } = useWorkstation();
  const { row, radiograph } = found;
  const show = useShowSheet();
  const settings = useValue(values.settings);
  const turned = useValue(values.turned).get(radiograph.radiographId) ?? NOT_TURNED;
  const reading = useHipReading(row);
  const measurements = useMeasurements(row.hipId);
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
  const subject = [...found.timeline, ...(otherCase.data?.timeline ?? [])];
  // Only when this film is there, so that it never waits for the next one.
  const isThere = useFilm(radiograph).isWhole;
  usePrefetch(isThere ? [neighbours.next, neighbours.previous].filter((near) => near !== null) : NOBODY);
  const openHip = (hipId: string): void => go({ screen: 'case', hipId });
  const readingCommands = useReadingCommands({ row, reading, neighbours, writable: readOnly === null, onLookFor });
  const own = [
    ...stageCommands({ radiograph, hip, values, settings, turned, writable: readOnly === null, joint: 'hip' }),
    ...hipCommands({ row, hip, reading, writable: readOnly === null, show }),
    ...readingCommands,
  ];
  useOffer(own);
  const commands = [...own, ...steps];
  return (
    <div className={style.case}>
      <HiddenHeading>{text.hip.nameOf(row)}</HiddenHeading>
      <ToolStrip commands={commands} />
      <div className={style.stage}>
        <StageArea
          found={found}
          subject={subject}
          values={values}
          measurements={measurements}
          shown={evidence.shown}
          heat={heat}
          onHip={openHip}
        />
      </div>
      <CasePanel
        found={found}
        hip={hip}
        other={other}
        evidence={evidence}
        reading={reading}
        measurements={measurements}
        history={history.data ?? []}
        readOnly={readOnly}
        neighbours={neighbours}
        heat={heat}
        commands={commands}
        onHeat={onHeat}
        onHip={openHip}
      />
      <Timeline current={row.hipId} rows={subject} onHip={openHip} />
    </div>
  );
}

const NOBODY: readonly string[] = [];
