// Filters by the grade of each quadrant: a small table of counts from the readings, the imported labels or the model.

import { Fragment, useState } from 'react';
import { LABEL_WORDS, MODEL_WORDS, type HipPage } from '../../../main/domain/study/hip-filter.ts';
import { QUADRANTS, type Quadrant } from '../../../main/domain/quadrant.ts';
import type { Filter } from '../../api/hips.ts';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { Segments } from '../../ui/field.tsx';
import { Facet } from './facet.tsx';
import style from './quadrant-facet.module.css';

interface QuadrantFacetProps {
  readonly filter: Filter;
  readonly facets: HipPage['facets'];
  readonly onFilter: (filter: Filter) => void;
}

type Source = 'reader' | 'label' | 'model';

const SOURCES = [
  { value: 'reader', label: cohortText.facet.reading },
  { value: 'label', label: cohortText.facet.label },
  { value: 'model', label: cohortText.facet.model },
] as const;

const VALUES: Readonly<Record<Source, readonly string[]>> = { reader: LABEL_WORDS, label: LABEL_WORDS, model: MODEL_WORDS };

export function QuadrantFacet({ filter, facets, onFilter }: QuadrantFacetProps) {
  const [source, setSource] = useState<Source>('reader');
  const chosen = (quadrant: Quadrant): readonly string[] => filter[source][quadrant];
  const count = (quadrant: Quadrant, value: string): number =>
    facets[source][quadrant].find((entry) => entry.value === value)?.count ?? 0;
  const values = VALUES[source].filter(
    (value) =>
      // A value other than a grade gets a column only if some hip has it.
      /^[0-3]$/.test(value) || QUADRANTS.some((quadrant) => count(quadrant, value) > 0 || chosen(quadrant).includes(value)),
  );
  const toggle = (quadrant: Quadrant, value: string): void => {
    const own = chosen(quadrant);
    const next = own.includes(value) ? own.filter((other) => other !== value) : [...own, value];
    onFilter({ ...filter, [source]: { ...filter[source], [quadrant]: next } });
  };
  const used = QUADRANTS.some((quadrant) => SOURCES.some(({ value }) => filter[value][quadrant].length > 0));
  return (
    <Facet title={cohortText.facet.quadrants} open={used}>
      <div className={style.source}>
        <Segments label={cohortText.facet.source} value={source} onChange={setSource} options={SOURCES} />
      </div>
      <div className={style.table} style={{ gridTemplateColumns: `20px repeat(${values.length}, minmax(0, 1fr))` }}>
        <span />
        {values.map((value) => (
          <span key={value} className={style.head} title={cohortText.quadrantValue(value)}>
            {cohortText.quadrantValueShort(value)}
          </span>
        ))}
        {QUADRANTS.map((quadrant) => (
          <Fragment key={quadrant}>
            <span className={style.head} title={text.quadrant[quadrant]}>
              {text.quadrantShort[quadrant]}
            </span>
            {values.map((value) => {
              const hips = count(quadrant, value);
              const on = chosen(quadrant).includes(value);
              const name = cohortText.quadrantCell(text.quadrant[quadrant], cohortText.quadrantValue(value), hips);
              return (
                <button
                  key={value}
                  type="button"
                  className={style.cell}
                  aria-label={name}
                  title={name}
                  aria-pressed={on}
                  disabled={hips === 0 && !on}
                  onClick={() => toggle(quadrant, value)}
                >
                  {cohortText.compact(hips)}
                </button>
              );
            })}
          </Fragment>
        ))}
      </div>
    </Facet>
  );
}
