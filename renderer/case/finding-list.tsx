// The five findings of a hip: the model's grade, its probabilities, and where the evidence lies.

import { FINDING_GRADES, FINDINGS, quadrantsOf, type Finding } from '../../main/domain/finding.ts';
import { attentionIsLow, type FindingGrading, type GradingOf } from '../../main/domain/grading.ts';
import { text } from '../text/english.ts';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { FindingMark } from '../ui/model-marks.tsx';
import { AttentionNote } from './attention-note.tsx';
import type { Evidence } from './evidence-state.ts';
import style from './finding-list.module.css';

interface FindingListProps {
  readonly grading: GradingOf<'findings'>;
  readonly evidence: Evidence;
  /** The share of the evidence inside the true outlines that are known. */
  readonly inOutline?: Partial<Record<Finding, number>>;
}

export function FindingList({ grading, evidence, inOutline = {} }: FindingListProps) {
  return (
    <ul className={style.list} aria-label={text.finding.title}>
      {FINDINGS.map((finding) => (
        <Row
          key={finding}
          finding={finding}
          graded={grading.findings[finding]}
          evidence={evidence}
          inOutline={inOutline[finding]}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly finding: Finding;
  readonly graded: FindingGrading;
  readonly evidence: Evidence;
  readonly inOutline: number | undefined;
}

function Row({ finding, graded, evidence, inOutline }: RowProps) {
  const name = text.finding[finding];
  const pinned = evidence.pinned.has(finding);
  const { attention } = graded;
  return (
    <li
      className={classes(style.row, pinned && style.pinned)}
      aria-label={name}
      onPointerEnter={() => evidence.look(finding)}
      onPointerLeave={() => evidence.look(null)}
      onFocus={() => evidence.look(finding)}
      onBlur={() => evidence.look(null)}
    >
      <FindingMark finding={finding} grade={graded.grade} />
      <span className={style.name}>{name}</span>
      {attention !== null && (
        <AttentionNote
          share={attention.attentionInZone}
          low={attentionIsLow(graded)}
          positive={graded.grade > 0}
          inOutline={inOutline}
          help={text.finding.attentionHelp(quadrantsOf(finding).map((quadrant) => text.quadrant[quadrant]))}
        />
      )}
      <IconButton
        small
        icon="pin"
        label={text.cross.pin(name)}
        aria-pressed={pinned}
        onClick={() => evidence.togglePin(finding)}
      />
      <span className={style.shares}>
        {graded.probabilities.map((share, grade) => (
          <Share
            key={grade}
            short={FINDING_GRADES[finding] === 4 ? String(grade) : grade === 0 ? '−' : '+'}
            description={descriptionOf(finding, grade, share)}
            share={share}
            chosen={grade === graded.grade}
          />
        ))}
      </span>
    </li>
  );
}

function descriptionOf(finding: Finding, grade: number, share: number): string {
  if (FINDING_GRADES[finding] === 4) return text.cross.probability(grade, share);
  return `${grade === 0 ? text.grade.absent : text.grade.present}: ${text.grade.percent(share)}`;
}

/** The colour of each grade. Presence alone has no grade colour. */
const CHOSEN: Readonly<Record<string, string>> = {
  0: 'var(--grade-0)',
  1: 'var(--grade-1)',
  2: 'var(--grade-2)',
  3: 'var(--grade-3)',
  '−': 'var(--grade-0)',
  '+': 'var(--ink-2)',
};

interface ShareProps {
  readonly short: string;
  readonly description: string;
  readonly share: number;
  readonly chosen: boolean;
}

/** One grade's probability as a bar with its number. */
function Share({ short, description, share, chosen }: ShareProps) {
  return (
    <span className={style.share} role="img" aria-label={description} title={description}>
      <span className={classes(style.grade, chosen && style.strong)}>{short}</span>
      <span className={style.track}>
        <span
          className={style.fill}
          style={{ width: `${Math.max(2, share * 100)}%`, background: chosen ? CHOSEN[short] : undefined }}
        />
      </span>
      <span className={classes(style.number, chosen && style.strong)}>{Math.round(share * 100)}</span>
    </span>
  );
}
