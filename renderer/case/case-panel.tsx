// The panel at the right: the hip, the grades of model and reader, the evidence, and the report.

import { memo, useDeferredValue } from 'react';
import type { Case } from '../../main/domain/study/case.ts';
import type { HipVersion } from '../../main/domain/study/hip-history.ts';
import type { Command } from '../commands/command.ts';
import { CommandButton, CommandIcon } from '../commands/command-button.tsx';
import { text } from '../text/english.ts';
import { useReadingSettings } from '../api/reading-settings.ts';
import { classes } from '../ui/classes.ts';
import { Checkbox, Segments } from '../ui/field.tsx';
import { FailureNote, WarningNote } from '../ui/message.tsx';
import { perQuadrant, QUADRANTS } from '../../main/domain/quadrant.ts';
import style from './case-panel.module.css';
import type { Evidence } from './evidence-state.ts';
import { FilmTags } from './film-tags.tsx';
import { FindingList } from './finding-list.tsx';
import { HeatControls } from './heat-controls.tsx';
import type { HeatSettings } from './heat-settings.ts';
import { HipHistory } from './hip-history.tsx';
import type { HipReading } from './hip-reading.ts';
import { MeasurementList } from './measure/measurement-list.tsx';
import type { HipMeasurements } from './measure/measurements.ts';
import { ModelChoice } from './model-choice.tsx';
import type { Neighbours } from './neighbours.ts';
import { shareOutside } from './zone-outside.ts';
import { QuadrantCross } from './quadrant-cross.tsx';
import { Gradings } from './gradings.tsx';
import { SpacingCorrection } from './spacing-correction.tsx';

type CaseHip = Case['hips'][number];

interface CasePanelProps {
  readonly found: Case;
  /** Null if the hip could not be cropped. */
  readonly hip: CaseHip | null;
  readonly other: CaseHip | null;
  readonly evidence: Evidence;
  readonly reading: HipReading;
  readonly measurements: HipMeasurements;
  /** Newest first. */
  readonly history: readonly HipVersion[];
  /** Why the study can only be read. Null if it can be changed. */
  readonly readOnly: string | null;
  readonly neighbours: Neighbours;
  readonly heat: HeatSettings;
  readonly commands: readonly Command[];
  readonly onHeat: (heat: HeatSettings) => void;
  readonly onHip: (hipId: string) => void;
}

/** The film comes first: what stands below the head is drawn after it, and is not shown while it is still that of another hip. */
export function CasePanel(props: CasePanelProps) {
  const drawn = useDeferredValue(props);
  const { row } = props.found;
  return (
    <aside className={style.panel} aria-label={text.hip.nameOf(row)}>
      <PanelHead {...props} />
      <div className={classes(style.rest, drawn.found.row.hipId !== row.hipId && style.late)}>
        <PanelRest {...drawn} />
      </div>
    </aside>
  );
}

const PanelRest = memo(function PanelRest(props: CasePanelProps) {
  const { found, hip, evidence, reading, history, readOnly, heat, commands, onHeat } = props;
  const { row, model } = found;
  const command = (id: string) => commands.find((candidate) => candidate.id === id);
  const [exports, grades] = [command('report.export'), command('grade.this')];
  return (
    <>
      <div className={style.body}>
        {row.problem !== null && <FailureNote message={row.problem.message} />}
        {[...found.radiograph.warnings, ...(hip?.warnings ?? [])].map(({ code, message }) => (
          <WarningNote key={`${code} ${message}`}>{message}</WarningNote>
        ))}
        {hip !== null && hip.grading !== null && text.case.answers[hip.grading.kind] !== null && (
          <p className={style.kind}>{text.case.answers[hip.grading.kind]}</p>
        )}
        {hip !== null && hip.grading !== null && hip.grading.kind === 'findings' && (
          <>
            <FindingList grading={hip.grading} evidence={evidence} inOutline={hip.inOutline} />
            <h2 className={style.reading}>{text.case.readQuadrants}</h2>
          </>
        )}
        {hip !== null && (
          <QuadrantCross
            frame={hip.frame}
            grading={hip.grading}
            reading={reading}
            imported={row.label}
            outside={perQuadrant((quadrant) =>
              shareOutside(hip.zones[quadrant], hip.zoneRadiusMm / found.radiograph.spacingMm, hip.frame),
            )}
            inOutline={hip.inOutline}
            readOnly={readOnly}
            evidence={evidence}
          />
        )}
        {hip !== null && <ReadingActions found={found} commands={commands} />}
        {hip !== null && hip.grading === null && (
          <div className={style.ungraded}>
            <p>{text.case.notGraded}</p>
            {grades !== undefined && <CommandButton command={grades} tone="main" />}
          </div>
        )}
        {hip !== null && hip.grading !== null && (
          <HeatControls
            kind={hip.grading.kind}
            scores={hip.scores}
            heat={heat}
            failedTrials={model?.failedTrials ?? []}
            onHeat={onHeat}
          />
        )}
        <MeasurementList radiograph={found.radiograph} measurements={props.measurements} writable={readOnly === null} />
        <SpacingCorrection key={found.radiograph.radiographId} radiograph={found.radiograph} writable={readOnly === null} />
        <Gradings gradings={found.gradings} />
        <FilmTags radiograph={found.radiograph} />
        <HipHistory
          key={row.hipId}
          versions={history}
          writable={readOnly === null && hip !== null}
          onReason={(changed, why) => {
            if (changed.kind === 'reading') reading.save(changed.quadrant, changed.after ?? { kind: 'missing' }, why);
          }}
        />
      </div>
      <footer className={style.footer}>
        {model !== null && hip !== null && hip.grading !== null && (
          <details className={style.model}>
            <summary>
              {text.case.model(model.name, model.version)} · {text.case.limits.toLowerCase()}
            </summary>
            <p>{model.limits}</p>
          </details>
        )}
        {hip !== null && <ModelChoice found={found} graded={hip.grading !== null} />}
        {exports !== undefined && <CommandButton command={exports} tone="main" showKey />}
      </footer>
    </>
  );
});

/** Which model the grades are of, and what the reader can do with them. */
function ReadingActions({ found: { row }, commands }: Pick<CasePanelProps, 'found' | 'commands'>) {
  const { settings, put } = useReadingSettings();
  const command = (id: string) => commands.find((candidate) => candidate.id === id);
  const [accept, unread] = [command('read.accept'), command('read.nextUnread')];
  const labelled = QUADRANTS.some((quadrant) => row.label[quadrant].kind !== 'missing');
  return (
    <div className={style.actions}>
      <p className={style.legend}>{text.cross.legend(row.gradedBy, labelled)}</p>
      {accept !== undefined && <CommandButton command={accept} showKey shortTitle={text.case.accept} />}
      {unread !== undefined && <CommandButton command={unread} showKey shortTitle={text.case.nextUnread} />}
      <Checkbox
        label={text.command.autoAdvance}
        checked={settings.autoAdvance}
        onChange={({ target }) => put({ ...settings, autoAdvance: target.checked })}
      />
    </div>
  );
}

function PanelHead({ found, hip, other, neighbours, commands, onHip }: CasePanelProps) {
  const { row } = found;
  const command = (id: string) => commands.find((candidate) => candidate.id === id);
  const [previous, next] = [command('case.previous'), command('case.next')];
  const sides = [
    { side: row.side, hipId: row.hipId },
    ...(other === null ? [] : [{ side: other.side, hipId: other.hipId }]),
  ].toSorted((a, b) => (a.side === 'right' ? 0 : 1) - (b.side === 'right' ? 0 : 1));
  return (
    <header className={style.head}>
      <div className={style.line}>
        <Segments
          label={text.case.hips}
          value={row.hipId}
          onChange={onHip}
          options={sides.map(({ side, hipId }) => ({ value: hipId, label: text.hip.sideOf({ side }) }))}
        />
        <span className={style.steps}>
          {neighbours.position !== null && (
            <span>{text.case.position(neighbours.position.index, neighbours.position.total)}</span>
          )}
          {previous !== undefined && <CommandIcon command={previous} />}
          {next !== undefined && <CommandIcon command={next} />}
        </span>
      </div>
      {hip !== null && hip.grading !== null && hip.grading.kind === 'grades' && (
        <div className={style.line}>
          <span className={style.quiet}>{text.case.globalProbability}</span>
          <span className={style.meter}>
            <span style={{ width: `${hip.grading.globalProbability * 100}%` }} />
          </span>
          <strong>{text.grade.percent(hip.grading.globalProbability)}</strong>
        </div>
      )}
    </header>
  );
}
