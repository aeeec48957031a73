// Filtering by the grade of each quadrant: a small table of counts, of the labels or of the model.

import { Fragment, useState } from 'react';
import type { HipPage } from '../../../main/domain/study/hip-filter.ts';
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

type Source = 'reader' | 'model';

const SOURCES = [
  { value: 'reader', label: cohortText.facet.label },
  { value: 'model', label: cohortText.facet.model },
] as const;

const WORDS: Readonly<Record<Source, readonly string[]>> = {
  reader: ['0', '1', '2', '3', 'not-gradable', 'absent', 'present', 'missing'],
  model: ['0', '1', '2', '3', 'absent', 'present', 'none'],
};

export function QuadrantFacet({ filter, facets, onFilter }: QuadrantFacetProps) {
  const [source, setSource] = useState<Source>('reader');
  const chosen = (quadrant: Quadrant): readonly string[] => filter[source][quadrant];
  const count = (quadrant: Quadrant, word: string): number =>
    facets[source][quadrant].find(({ value }) => value === word)?.count ?? 0;
  const words = WORDS[source].filter(
    (word) =>
      // Words beyond the grades take a column only where some hip has them.
      /^[0-3]$/.test(word) || QUADRANTS.some((quadrant) => count(quadrant, word) > 0 || chosen(quadrant).includes(word)),
  );
  const toggle = (quadrant: Quadrant, word: string): void => {
    const own = chosen(quadrant);
    const next = own.includes(word) ? own.filter((other) => other !== word) : [...own, word];
    onFilter({ ...filter, [source]: { ...filter[source], [quadrant]: next } });
  };
  const used = QUADRANTS.some((quadrant) => filter.reader[quadrant].length + filter.model[quadrant].length > 0);
  return (
    <Facet title={cohortText.facet.quadrants} open={used}>
      <div className={style.source}>
        <Segments label={cohortText.facet.source} value={source} onChange={setSource} options={SOURCES} />
      </div>
      <div className={style.table} style={{ gridTemplateColumns: `20px repeat(${words.length}, minmax(0, 1fr))` }}>
        <span />
        {words.map((word) => (
          <span key={word} className={style.head} title={cohortText.word(word)}>
            {cohortText.wordShort(word)}
          </span>
        ))}
        {QUADRANTS.map((quadrant) => (
          <Fragment key={quadrant}>
            <span className={style.head} title={text.quadrant[quadrant]}>
              {text.quadrantShort[quadrant]}
            </span>
            {words.map((word) => {
              const hips = count(quadrant, word);
              const on = chosen(quadrant).includes(word);
              const name = cohortText.quadrantCell(text.quadrant[quadrant], cohortText.word(word), hips);
              return (
                <button
                  key={word}
                  type="button"
                  className={style.cell}
                  aria-label={name}
                  title={name}
                  aria-pressed={on}
                  disabled={hips === 0 && !on}
                  onClick={() => toggle(quadrant, word)}
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
