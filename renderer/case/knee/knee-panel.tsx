// The panel of a knee: the grades of model, reader and imported label, the probabilities, the reading and the evidence.

import { familiarityWarnings } from '../../../main/domain/film/familiarity.ts';
import type { HipVersion } from '../../../main/domain/study/hip-history.ts';
import { KL_GRADES, type CaseKnee, type KneeCase, type KneeLabel } from '../../../main/domain/study/knee-case.ts';
import { CommandButton, CommandIcon } from '../../commands/command-button.tsx';
import type { Command } from '../../commands/command.ts';
import { text } from '../../text/english.ts';
import { kneeLabelInWords, kneeText } from '../../text/knee.ts';
import { Button } from '../../ui/button.tsx';
import { Segments, Select } from '../../ui/field.tsx';
import { FailureNote, WarningNote } from '../../ui/message.tsx';
import panel from '../case-panel.module.css';
import { FailedTrials, HeatLook } from '../heat-controls.tsx';
import type { HeatSettings } from '../heat-settings.ts';
import { HipHistory } from '../hip-history.tsx';
import type { Neighbours } from '../neighbours.ts';
import type { KneeReading } from './knee-reading.ts';
import style from './knee-panel.module.css';

interface KneePanelProps {
  readonly name: string;
  readonly open: KneeCase;
  readonly hipId: string;
  /** The place of the knee in the list. Null if the list does not contain it. */
  readonly position: Neighbours['position'];
  /** The name of the map on the film. Null for none. */
  readonly shown: string | null;
  readonly heat: HeatSettings;
  /** Newest first. */
  readonly history: readonly HipVersion[];
  readonly commands: readonly Command[];
  readonly writable: boolean;
  readonly reading: KneeReading;
  readonly onKnee: (hipId: string) => void;
  readonly onShow: (map: string | null) => void;
  readonly onHeat: (heat: HeatSettings) => void;
}

export function KneePanel(props: KneePanelProps) {
  const { name, open, hipId, position, commands, writable, reading, onKnee } = props;
  const { knee } = reading;
  const command = (id: string) => commands.find((candidate) => candidate.id === id);
  const [grade, previous, next, unread, report] = [
    'grade.this',
    'case.previous',
    'case.next',
    'read.nextUnread',
    'report.export',
  ].map(command);
  return (
    <aside className={panel.panel} aria-label={name}>
      <header className={panel.head}>
        <div className={panel.line}>
          <Segments
            label={kneeText.knees}
            value={hipId}
            onChange={onKnee}
            options={open.knees
              .toSorted((a, b) => (a.side === 'right' ? 0 : 1) - (b.side === 'right' ? 0 : 1))
              .map(({ side, hipId: value }) => ({ value, label: text.hip.sideOf({ side, knee: open.knees }) }))}
          />
          <span className={panel.steps}>
            {position !== null && <span>{text.case.position(position.index, position.total)}</span>}
            {previous !== undefined && <CommandIcon command={previous} />}
            {next !== undefined && <CommandIcon command={next} />}
          </span>
        </div>
      </header>
      <div className={panel.body}>
        {open.radiograph.warnings.map(({ code, message }) => (
          <WarningNote key={`${code} ${message}`}>{message}</WarningNote>
        ))}
        {familiarityWarnings(knee?.grading?.familiarity, 'knee').map(({ code, message }) => (
          <WarningNote key={code}>{message}</WarningNote>
        ))}
        {knee === undefined ? <p>{kneeText.noPicture}</p> : <Grades knee={knee} />}
        {knee !== undefined && writable && <Reading knee={knee} onLabel={reading.save} />}
        {reading.failure !== null && <NotSaved failure={reading.failure} reading={reading} />}
        {unread !== undefined && <CommandButton command={unread} showKey shortTitle={text.case.nextUnread} />}
        {knee !== undefined && knee.grading === null && (
          <div className={panel.ungraded}>
            <p>{open.model === null ? kneeText.noModel : kneeText.notGraded}</p>
            {grade !== undefined && open.model !== null && <CommandButton command={grade} tone="main" />}
          </div>
        )}
        {knee !== undefined && knee.grading !== null && <Evidence {...props} knee={knee} />}
        <HipHistory
          key={hipId}
          versions={props.history}
          writable={writable && knee !== undefined}
          onReason={(changed, why) => {
            if (changed.kind === 'knee-reading') reading.save(changed.after ?? { kind: 'missing' }, why);
          }}
        />
      </div>
      <footer className={panel.footer}>
        {knee !== undefined && knee.grading !== null && open.model !== null && (
          <details className={panel.model}>
            <summary>
              {text.case.model(knee.grading.model.name, knee.grading.model.version)} · {text.case.limits.toLowerCase()}
            </summary>
            <p>{open.model.limits}</p>
          </details>
        )}
        {report !== undefined && <CommandButton command={report} tone="main" showKey />}
      </footer>
    </aside>
  );
}

function Grades({ knee: { grading, reading, label } }: { readonly knee: CaseKnee }) {
  const far = grading !== null && reading.kind === 'graded' && Math.abs(grading.grade - reading.grade) > 1;
  return (
    <>
      <dl className={style.grades}>
        <dt>{kneeText.model}</dt>
        <dd>{grading === null ? '–' : `${kneeText.grade(grading.grade)}, ${kneeText.meaning[grading.grade]}`}</dd>
        <dt>{kneeText.reader}</dt>
        <dd>{kneeLabelInWords(reading)}</dd>
        {label !== null && (
          <>
            <dt>{kneeText.label}</dt>
            <dd>{kneeText.grade(label)}</dd>
          </>
        )}
      </dl>
      {far && <WarningNote>{kneeText.disagrees}</WarningNote>}
      {grading !== null && (
        <section aria-label={kneeText.probabilities}>
          {grading.probabilities.map((share, grade) => (
            <div
              key={kneeText.gradeInFull(grade)}
              className={style.probability}
              title={kneeText.probability(grade, text.grade.percent(share))}
            >
              <span>{grade}</span>
              <span className={panel.meter}>
                <span style={{ width: `${share * 100}%` }} />
              </span>
              <span>{text.grade.percent(share)}</span>
            </div>
          ))}
          <p className={panel.quiet}>{kneeText.expected(grading.expected)}</p>
          {grading.probabilities.some((share) => share > (grading.probabilities[grading.grade] ?? 0)) && (
            <p className={panel.quiet}>{kneeText.median(grading.grade)}</p>
          )}
        </section>
      )}
    </>
  );
}

function Reading({ knee: { reading }, onLabel }: { readonly knee: CaseKnee; readonly onLabel: (label: KneeLabel) => void }) {
  return (
    <section className={style.reading} aria-label={kneeText.read}>
      <p className={panel.quiet}>{kneeText.read}</p>
      <div className={style.keys}>
        {KL_GRADES.map((grade) => (
          <Button
            key={grade}
            aria-label={kneeText.gradeInFull(grade)}
            aria-pressed={reading.kind === 'graded' && reading.grade === grade}
            onClick={() => onLabel({ kind: 'graded', grade })}
          >
            {grade}
          </Button>
        ))}
      </div>
      <div className={style.keys}>
        {(['technical', 'implant'] as const).map((reason) => (
          <Button
            key={reason}
            aria-pressed={reading.kind === 'not-gradable' && reading.reason === reason}
            onClick={() => onLabel({ kind: 'not-gradable', reason })}
          >
            {kneeText[reason]}
          </Button>
        ))}
        <Button onClick={() => onLabel({ kind: 'missing' })}>{kneeText.remove}</Button>
      </div>
    </section>
  );
}

function NotSaved({ failure, reading }: { readonly failure: string; readonly reading: KneeReading }) {
  return (
    <FailureNote
      message={kneeText.notSaved(failure)}
      action={
        <>
          <Button keyHint="Ctrl S" onClick={reading.retry}>
            {text.common.retry}
          </Button>
          <Button tone="quiet" title={text.cross.discardHelp} onClick={reading.discard}>
            {text.cross.discard}
          </Button>
        </>
      }
    />
  );
}

const NOTHING = 'nothing';

function Evidence({ open, knee, shown, heat, onShow, onHeat }: KneePanelProps & { readonly knee: CaseKnee }) {
  const maps = knee.grading?.maps ?? [];
  const region = knee.grading?.region;
  return (
    <section className={style.reading} aria-label={kneeText.evidence}>
      <Select
        label={kneeText.evidence}
        value={shown ?? NOTHING}
        onChange={(value) => onShow(value === NOTHING ? null : value)}
        options={[
          ...maps.map(({ kind, name }) => ({ value: name, label: kneeText.map(kind, name) })),
          { value: NOTHING, label: kneeText.noMap },
        ]}
      />
      {region !== undefined && region.height < 1 && (
        <p className={panel.quiet}>
          {kneeText.region(text.grade.percent(region.top), text.grade.percent(region.top + region.height))}
        </p>
      )}
      <FailedTrials trials={open.model?.failedTrials ?? []} />
      <HeatLook heat={heat} onHeat={onHeat} />
    </section>
  );
}
