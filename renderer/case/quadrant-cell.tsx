// One quadrant: the model's four probabilities above the reader's four chips, and where the evidence lies.

import { GRADES, type Grade, type QuadrantLabel } from '../../main/domain/grade.ts';
import { attentionIsLow, type QuadrantGrading, type QuadrantPresence } from '../../main/domain/grading.ts';
import type { KnownLabel } from '../../main/domain/hip-label.ts';
import type { Quadrant } from '../../main/domain/quadrant.ts';
import { text } from '../text/english.ts';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import { GradeMark } from '../ui/grade-mark.tsx';
import { TableMark } from '../ui/label-mark.tsx';
import { PresenceMark } from '../ui/model-marks.tsx';
import { AttentionNote } from './attention-note.tsx';
import style from './quadrant-cell.module.css';

interface QuadrantCellProps {
  readonly quadrant: Quadrant;
  /** The key that chooses this quadrant. */
  readonly number: number;
  readonly grading: QuadrantGrading | QuadrantPresence | null;
  /** Leaves out the model's column if the model does not grade quadrants. */
  readonly readingOnly: boolean;
  /** What the imported tables say. */
  readonly imported: KnownLabel;
  /** The share of the zone outside the crop. */
  readonly outside: number;
  /** The share of the evidence inside the true outline. Undefined where none is known. */
  readonly inOutline?: number | undefined;
  readonly label: QuadrantLabel;
  /** True if the label could not be saved. */
  readonly notSaved: boolean;
  /** True if the study can only be read. */
  readonly disabled: boolean;
  readonly armed: boolean;
  readonly pinned: boolean;
  readonly onLook: (looking: boolean) => void;
  readonly onPin: () => void;
  readonly onSave: (label: QuadrantLabel) => void;
  readonly onRetry: () => void;
}

export function QuadrantCell(props: QuadrantCellProps) {
  const { imported, inOutline, outside } = props;
  const { quadrant, number, grading, readingOnly, label, notSaved, disabled, armed, pinned, onLook, onPin, onSave, onRetry } =
    props;
  const name = text.quadrant[quadrant];
  return (
    <div
      role="group"
      aria-label={text.cross.cell(number, name)}
      className={classes(style.cell, armed && style.armed, pinned && style.pinned, notSaved && style.failed)}
      onPointerEnter={() => onLook(true)}
      onPointerLeave={() => onLook(false)}
      onFocus={() => onLook(true)}
      onBlur={() => onLook(false)}
    >
      <header className={style.head}>
        <kbd className={style.key}>{number}</kbd>
        <span className={style.name}>
          {text.quadrantBone[quadrant]}
          <small>{text.quadrantMargin[quadrant]}</small>
        </span>
        {imported.kind !== 'missing' && <TableMark label={imported} name={`${text.cross.imported}, ${name}`} />}
        {!readingOnly && <ModelMark grading={grading} name={`${text.cross.model}, ${name}`} />}
      </header>
      <div className={style.columns}>
        {!readingOnly && <ModelAnswer grading={grading} />}
        {!readingOnly && <span />}
        {GRADES.map((grade) => (
          <Chip key={`chip-${grade}`} grade={grade} name={name} label={label} disabled={disabled} onSave={onSave} />
        ))}
        <NotGradable name={name} label={label} disabled={disabled} onSave={onSave} />
      </div>
      {notSaved && (
        <button
          type="button"
          className={style.notSaved}
          title={text.cross.retry(name)}
          aria-label={text.cross.retry(name)}
          onClick={onRetry}
        >
          <Icon name="warning" size={14} />
          <span>{text.cross.notSaved}</span>
          <Icon name="reset" size={14} />
        </button>
      )}
      <footer className={style.foot}>
        {grading === null ? (
          <span className={style.gap} />
        ) : (
          <AttentionNote
            share={grading.attentionInZone}
            low={attentionIsLow(grading)}
            positive={'present' in grading ? grading.present : grading.grade > 0}
            inOutline={inOutline}
            outside={outside}
            help={text.cross.attentionHelp}
          />
        )}
        {grading !== null && <IconButton small icon="pin" label={text.cross.pin(name)} aria-pressed={pinned} onClick={onPin} />}
      </footer>
    </div>
  );
}

function ModelMark({ grading, name }: { readonly grading: QuadrantCellProps['grading']; readonly name: string }) {
  if (grading !== null && 'present' in grading) return <PresenceMark present={grading.present} name={name} />;
  return <GradeMark grade={grading?.grade ?? null} name={name} />;
}

function ModelAnswer({ grading }: { readonly grading: QuadrantCellProps['grading'] }) {
  if (grading !== null && 'present' in grading) return <Presence grading={grading} />;
  return GRADES.map((grade) => <Probability key={grade} grade={grade} grading={grading} />);
}

/** Whether there is an osteophyte and its one probability, across all four columns. */
function Presence({ grading }: { readonly grading: QuadrantPresence }) {
  const description = text.cross.presenceProbability(grading.probability);
  return (
    <span className={style.presence} role="img" aria-label={description} title={description}>
      <span className={classes(grading.present && style.strong)}>{text.cross.presence(grading.present)}</span>
      <span className={style.track}>
        <span style={{ width: `${Math.max(2, grading.probability * 100)}%` }} />
      </span>
      <span className={style.quietShare}>{description}</span>
    </span>
  );
}

function Probability({ grade, grading }: { readonly grade: Grade; readonly grading: QuadrantGrading | null }) {
  if (grading === null) return <span className={style.bar} />;
  const share = grading.probabilities[grade];
  const chosen = grading.grade === grade;
  const another = chosen && grading.probabilities.some((other) => other > share);
  const reached = grading.probabilities.slice(grade).reduce((sum, one) => sum + one, 0);
  const description = text.cross.probability(grade, share) + (another ? `, ${text.cross.answered(reached)}` : '');
  return (
    <span className={style.bar} role="img" aria-label={description} title={description}>
      <span
        className={style.fill}
        style={{ height: `${Math.max(3, share * 100)}%`, background: chosen ? `var(--grade-${grade})` : undefined }}
      />
      <span className={classes(style.share, chosen && style.strong)}>{Math.round(share * 100)}</span>
    </span>
  );
}

interface ChipProps {
  readonly grade: Grade;
  readonly name: string;
  readonly label: QuadrantLabel;
  readonly disabled: boolean;
  readonly onSave: (label: QuadrantLabel) => void;
}

/** Chooses the grade. Choosing it again clears the reading. */
function Chip({ grade, name, label, disabled, onSave }: ChipProps) {
  const on = label.kind === 'graded' && label.grade === grade;
  return (
    <button
      type="button"
      className={style.chip}
      aria-label={text.cross.chip(name, grade)}
      aria-pressed={on}
      disabled={disabled}
      onClick={() => onSave(on ? { kind: 'missing' } : { kind: 'graded', grade })}
      style={
        on
          ? { borderColor: `var(--grade-${grade}-line)`, color: grade === 0 ? undefined : `var(--grade-${grade}-line)` }
          : undefined
      }
    >
      {grade}
    </button>
  );
}

/** A menu behind a chip, because there are two reasons to choose from. */
function NotGradable({ name, label, disabled, onSave }: Omit<ChipProps, 'grade'>) {
  const value = label.kind === 'not-gradable' ? label.reason : '';
  return (
    <span className={classes(style.notGradable, value !== '' && style.on)} title={text.grade.label(label)}>
      <span aria-hidden="true">{text.grade.notGradableShort}</span>
      <select
        aria-label={text.cross.chipNotGradable(name)}
        value={value}
        disabled={disabled}
        onChange={({ target }) => {
          if (target.value === 'technical' || target.value === 'implant') onSave({ kind: 'not-gradable', reason: target.value });
          else onSave({ kind: 'missing' });
        }}
      >
        <option value="">{text.common.none}</option>
        <option value="technical">
          {text.cross.notGradable}: {text.cross.technical}
        </option>
        <option value="implant">
          {text.cross.notGradable}: {text.cross.implant}
        </option>
      </select>
    </span>
  );
}
