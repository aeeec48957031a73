// Which codes of each column pass a filter.

import { QUADRANTS } from '../../domain/quadrant.ts';
import { HipConditionsSchema, type HipConditions } from '../../domain/study/hip-filter.ts';
import type { HipColumns } from './columns.ts';
import { FACET_COLUMNS, PLAIN_FACETS, STATES, type ColumnName } from './facet-columns.ts';
import type { Condition } from './match.ts';

/** Lets every hip pass. */
export const EVERY_HIP: HipConditions = HipConditionsSchema.parse({});

/** The conditions of a filter, in the order of `FACET_COLUMNS`. */
export function conditionsOf(filter: HipConditions, { columnOf }: HipColumns): readonly Condition[] {
  const wanted = wantedValues(filter);
  return FACET_COLUMNS.map(({ name }) => {
    const column = columnOf(name);
    const values = wanted.get(name) ?? [];
    const accepts = values.length === 0 ? null : Uint8Array.from(column.values, (value) => (values.includes(value) ? 1 : 0));
    return { column, accepts };
  });
}

/** 1 for each hip whose id and whose owner's name do not contain the text. Null without a text. // [hips] */
export function excludedByText(
  text: string,
  { names, facts }: HipColumns,
  nameOf: (subject: string) => string,
): Uint8Array | null {
  const part = text.trim().toLowerCase();
  if (part === '') return null;
  const excluded = new Uint8Array(names.length);
  for (const [i, name] of names.entries()) {
    const shown =
      name.includes(part) ||
      nameOf(facts[i]?.subject ?? '')
        .toLowerCase()
        .includes(part);
    if (!shown) excluded[i] = 1;
  }
  return excluded;
}

function wantedValues(filter: HipConditions): ReadonlyMap<ColumnName, readonly string[]> {
  const wanted = new Map<ColumnName, readonly string[]>(
    PLAIN_FACETS.map((facet) => [facet, facet === 'highestGrade' ? filter.highestGrade.map(String) : filter[facet]]),
  );
  for (const state of filter.state) wanted.set(STATES[state], [...(wanted.get(STATES[state]) ?? []), state]);
  for (const quadrant of QUADRANTS) {
    wanted.set(`reader.${quadrant}`, filter.reader[quadrant]);
    wanted.set(`label.${quadrant}`, filter.label[quadrant]);
    wanted.set(`model.${quadrant}`, filter.model[quadrant]);
  }
  return wanted;
}
