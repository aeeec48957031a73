// What the worklist can be filtered by, and which codes of each column pass a filter.

import type { FailureCode } from '../../domain/failure.ts';
import type { Grade } from '../../domain/grade.ts';
import type { Side } from '../../domain/hip.ts';
import type { Strength } from '../../domain/hip-label.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import type { HipColumns } from './columns.ts';
import {
  FACET_COLUMNS,
  PLAIN_FACETS,
  STATES,
  type ColumnName,
  type LabelWord,
  type MODEL_WORDS,
  type NO_VALUE,
  type State,
} from './facet-columns.ts';
import type { Condition } from './match.ts';

type None = typeof NO_VALUE;

/** An empty list lets everything pass; several values of one list are joined by or, several lists by and. */
export interface WorklistFilter {
  /** Part of a hip's id, in any case. */
  readonly text: string;
  readonly cohort: readonly string[];
  readonly visit: readonly string[];
  readonly side: readonly Side[];
  /** Part of the split in force. */
  readonly split: readonly (SplitPart | None)[];
  readonly strength: readonly Strength[];
  /** The model's. */
  readonly highestGrade: readonly Grade[];
  /** The largest difference between label and model; none where they cannot be compared. */
  readonly disagreement: readonly ('0' | '1' | '2' | '3' | None)[];
  readonly problem: readonly FailureCode[];
  /** Words on the same question are joined by or, others by and. */
  readonly state: readonly State[];
  readonly reader: PerQuadrant<readonly LabelWord[]>;
  readonly model: PerQuadrant<readonly (typeof MODEL_WORDS)[number][]>;
}

const NOTHING = { 'femur-superior': [], 'femur-inferior': [], 'acetabulum-superior': [], 'acetabulum-inferior': [] } as const;

/** Lets every hip pass. */
export const EVERY_HIP: WorklistFilter = {
  text: '',
  cohort: [],
  visit: [],
  side: [],
  split: [],
  strength: [],
  highestGrade: [],
  disagreement: [],
  problem: [],
  state: [],
  reader: NOTHING,
  model: NOTHING,
};

/** The conditions of a filter, in the order of `FACET_COLUMNS`. */
export function conditionsOf(filter: WorklistFilter, { columnOf }: HipColumns): readonly Condition[] {
  const wanted = wantedValues(filter);
  return FACET_COLUMNS.map(({ name }) => {
    const column = columnOf(name);
    const values = wanted.get(name) ?? [];
    const accepts = values.length === 0 ? null : Uint8Array.from(column.values, (value) => (values.includes(value) ? 1 : 0));
    return { column, accepts };
  });
}

/** Hips whose name does not hold the text; null where there is no text. // [hips] */
export function excludedByText(text: string, { names }: HipColumns): Uint8Array | null {
  const part = text.trim().toLowerCase();
  if (part === '') return null;
  const excluded = new Uint8Array(names.length);
  for (let i = 0; i < names.length; i++) if (!names[i].includes(part)) excluded[i] = 1;
  return excluded;
}

function wantedValues(filter: WorklistFilter): ReadonlyMap<ColumnName, readonly string[]> {
  const wanted = new Map<ColumnName, readonly string[]>(
    PLAIN_FACETS.map((facet) => [facet, facet === 'highestGrade' ? filter.highestGrade.map(String) : filter[facet]]),
  );
  for (const state of filter.state) wanted.set(STATES[state], [...(wanted.get(STATES[state]) ?? []), state]);
  for (const quadrant of QUADRANTS) {
    wanted.set(`reader.${quadrant}`, filter.reader[quadrant]);
    wanted.set(`model.${quadrant}`, filter.model[quadrant]);
  }
  return wanted;
}
