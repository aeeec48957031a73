// Every field that the worklist can be filtered by, as one value per hip.

import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { SIDES } from '../../domain/hip.ts';
import { disagreementOf, STRENGTHS, strengthOf, type KnownLabel } from '../../domain/hip-label.ts';
import {
  GRADE_WORDS,
  KNEE_WORDS,
  LABEL_WORDS,
  MODEL_WORDS,
  NO_VALUE,
  type HipState,
  type LabelWord,
  type ModelWord,
} from '../../domain/study/hip-filter.ts';
import type { Grade } from '../../domain/grade.ts';
import { SPLIT_PARTS } from '../../domain/study/split.ts';
import { perQuadrant, type PerQuadrant } from '../../domain/quadrant.ts';
import type { HipFacts } from './hip-facts.ts';

export const PLAIN_FACETS = [
  'cohort',
  'visit',
  'side',
  'split',
  'strength',
  'highestGrade',
  'disagreement',
  'labelDisagreement',
  'gradedBy',
  'problem',
  'kneeReading',
  'kneeLabel',
  'kneeModel',
] as const;

/** Six yes-or-no questions. Each column lists first the answer that the worklist offers first. */
const STATE_COLUMNS = ['graded', 'read', 'flagged', 'unlike', 'troubled', 'gradable'] as const;

type PlainFacet = (typeof PLAIN_FACETS)[number];
export type ColumnName =
  PlainFacet | (typeof STATE_COLUMNS)[number] | `reader.${Quadrant}` | `label.${Quadrant}` | `model.${Quadrant}`;

/** The column of each state that can be filtered by. */
export const STATES = {
  graded: 'graded',
  ungraded: 'graded',
  flagged: 'flagged',
  unlike: 'unlike',
  problem: 'troubled',
  read: 'read',
  'partly-read': 'read',
  unread: 'read',
  'not-gradable': 'gradable',
} as const satisfies Record<HipState, (typeof STATE_COLUMNS)[number]>;

interface FacetColumn {
  readonly name: ColumnName;
  /** The values known in advance, in display order. Others follow as they occur. */
  readonly values: readonly string[];
  readonly valueOf: (hip: HipFacts) => string;
}

export const FACET_COLUMNS: readonly FacetColumn[] = [
  { name: 'cohort', values: [], valueOf: (hip) => hip.cohort },
  { name: 'visit', values: [], valueOf: (hip) => hip.visit },
  { name: 'side', values: SIDES, valueOf: (hip) => hip.side },
  { name: 'split', values: [...SPLIT_PARTS, NO_VALUE], valueOf: (hip) => hip.split ?? NO_VALUE },
  {
    name: 'strength',
    values: STRENGTHS,
    valueOf: (hip) => strengthOf({ quadrants: labelInForce(hip), global: hip.globalLabel }),
  },
  { name: 'highestGrade', values: GRADE_WORDS, valueOf: (hip) => String(hip.highestGrade ?? NO_VALUE) },
  {
    name: 'disagreement',
    values: GRADE_WORDS,
    valueOf: (hip) => String(readingDisagreement(hip) ?? NO_VALUE),
  },
  {
    name: 'labelDisagreement',
    values: GRADE_WORDS,
    valueOf: (hip) => String(disagreementOf(hip.label, hip.model) ?? NO_VALUE),
  },
  { name: 'gradedBy', values: [NO_VALUE], valueOf: (hip) => hip.gradedBy ?? NO_VALUE },
  { name: 'problem', values: [NO_VALUE], valueOf: (hip) => hip.problem ?? NO_VALUE },
  { name: 'kneeReading', values: KNEE_WORDS, valueOf: ({ kneeReading }) => kneeReading ?? NO_VALUE },
  { name: 'kneeLabel', values: KNEE_WORDS, valueOf: ({ kneeLabel }) => String(kneeLabel ?? NO_VALUE) },
  { name: 'kneeModel', values: KNEE_WORDS, valueOf: ({ kneeModel }) => String(kneeModel ?? NO_VALUE) },
  {
    name: 'graded',
    values: ['graded', 'ungraded', NO_VALUE],
    valueOf: (hip) => (isGraded(hip) ? 'graded' : hip.problem === null ? 'ungraded' : NO_VALUE),
  },
  { name: 'read', values: ['read', 'partly-read', 'unread'], valueOf: readState },
  { name: 'flagged', values: ['flagged', NO_VALUE], valueOf: (hip) => (hip.attentionFlag ? 'flagged' : NO_VALUE) },
  { name: 'unlike', values: ['unlike', NO_VALUE], valueOf: (hip) => (hip.unlike ? 'unlike' : NO_VALUE) },
  { name: 'troubled', values: ['problem', NO_VALUE], valueOf: (hip) => (hip.problem === null ? NO_VALUE : 'problem') },
  {
    name: 'gradable',
    values: ['not-gradable', NO_VALUE],
    valueOf: (hip) =>
      QUADRANTS.some((quadrant) => labelInForce(hip)[quadrant].kind === 'not-gradable') ? 'not-gradable' : NO_VALUE,
  },
  ...QUADRANTS.map((quadrant): FacetColumn => ({
    name: `reader.${quadrant}`,
    values: LABEL_WORDS,
    valueOf: (hip) => labelWord(hip.reading?.[quadrant] ?? { kind: 'missing' }),
  })),
  ...QUADRANTS.map((quadrant): FacetColumn => ({
    name: `label.${quadrant}`,
    values: LABEL_WORDS,
    valueOf: (hip) => labelWord(hip.label[quadrant]),
  })),
  ...QUADRANTS.map((quadrant): FacetColumn => ({
    name: `model.${quadrant}`,
    values: MODEL_WORDS,
    valueOf: (hip) => modelWord(hip, quadrant),
  })),
];

/** A hip is read when each of its quadrants is graded or not gradable, a knee when it is one of the two. */
function readState({ reading, kneeReading }: Pick<HipFacts, 'reading' | 'kneeReading'>): 'read' | 'partly-read' | 'unread' {
  if (kneeReading !== null) return 'read';
  if (reading === null) return 'unread';
  const done = QUADRANTS.filter((quadrant) => reading[quadrant].kind !== 'missing').length;
  return done === QUADRANTS.length ? 'read' : done > 0 ? 'partly-read' : 'unread';
}

/** The largest difference between reading and model. Null if no quadrant has both. */
export function readingDisagreement({ reading, model }: Pick<HipFacts, 'reading' | 'model'>): Grade | null {
  return reading === null ? null : disagreementOf(reading, model);
}

function isGraded({ model, presence, findings, kneeModel }: HipFacts): boolean {
  return kneeModel !== null || model !== null || presence !== null || findings !== null;
}

/** A model of System 4 does not say anything of single quadrants. */
function modelWord({ model, presence }: HipFacts, quadrant: Quadrant): ModelWord {
  if (presence !== null) return presence[quadrant] ? 'present' : 'absent';
  return model === null ? NO_VALUE : `${model[quadrant]}`;
}

/** What training learns from: the reader's grade if there is one, otherwise the imported label. */
export function labelInForce(hip: Pick<HipFacts, 'label' | 'reading'>): PerQuadrant<KnownLabel> {
  const { label, reading } = hip;
  if (reading === null) return label;
  return perQuadrant((quadrant) => (reading[quadrant].kind === 'missing' ? label[quadrant] : reading[quadrant]));
}

function labelWord(label: KnownLabel): LabelWord {
  switch (label.kind) {
    case 'graded':
      return `${label.grade}`;
    case 'not-gradable':
      return 'not-gradable';
    case 'binary':
      return label.present ? 'present' : 'absent';
    case 'missing':
      return 'missing';
  }
}
