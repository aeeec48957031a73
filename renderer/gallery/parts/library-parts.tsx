// The parts of the library: facets and the facet of quadrants.

import { useState } from 'react';
import type { Filter } from '../../api/hips.ts';
import { Facet } from '../../library/filters/facet.tsx';
import { QuadrantFacet } from '../../library/filters/quadrant-facet.tsx';
import { facets, quadrantFilter } from '../examples.ts';
import style from '../gallery.module.css';
import { Section, State } from '../section.tsx';

export function LibraryParts() {
  const [filter, setFilter] = useState<Filter>(quadrantFilter);
  return (
    <>
      <Section module="library/filters/facet">
        <State name="open">
          <div className={style.narrow}>
            <Facet title="Side" open>
              <p>The entries of the facet</p>
            </Facet>
          </div>
        </State>
        <State name="folded">
          <div className={style.narrow}>
            <Facet title="Problem" open={false}>
              <p>The entries of the facet</p>
            </Facet>
          </div>
        </State>
      </Section>
      <Section module="library/filters/quadrant-facet">
        <State name="one value chosen, one value without hips">
          <div className={style.narrow}>
            <QuadrantFacet filter={filter} facets={facets} onFilter={setFilter} />
          </div>
        </State>
      </Section>
    </>
  );
}
