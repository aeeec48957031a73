// The filters at the left. The counts of each follow the others.

import { memo, useEffect, useRef } from 'react';
import type { FacetCount, HipPage } from '../../../main/domain/study/hip-filter.ts';
import { NO_FILTER, type Filter } from '../../api/hips.ts';
import { cohortText } from '../../text/cohort.ts';
import type { Joint } from '../../text/count.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Facet } from './facet.tsx';
import style from './facets.module.css';
import { QuadrantFacet } from './quadrant-facet.tsx';
import { SavedFilters } from './saved-filters.tsx';

interface FacetsProps {
  readonly filter: Filter;
  readonly facets: HipPage['facets'] | null;
  readonly joint: Joint;
  readonly filtered: boolean;
  readonly onFilter: (filter: Filter) => void;
}

interface ListFacet {
  readonly facet: ListName;
  readonly open: boolean;
  readonly labelOf: (value: string) => string;
  /** Values that are not offered. */
  readonly leftOut?: readonly string[];
}

const HIP_STATES: ListFacet = { facet: 'state', open: true, labelOf: cohortText.state };

/** A knee has one grade, so it is never partly read, and no zones, so its attention is not flagged. */
const KNEE_STATES: ListFacet = {
  facet: 'state',
  open: true,
  labelOf: cohortText.kneeState,
  leftOut: ['flagged', 'partly-read'],
};

/** The other facets that are plain lists of values, in display order. Hips have no grades of knees, so those lists show for knees alone. */
const ABOVE_QUADRANTS: readonly ListFacet[] = [
  { facet: 'strength', open: true, labelOf: cohortText.strength },
  { facet: 'split', open: true, labelOf: cohortText.part },
  { facet: 'disagreement', open: true, labelOf: cohortText.disagreement },
  { facet: 'labelDisagreement', open: false, labelOf: cohortText.disagreement },
  { facet: 'kneeReading', open: true, labelOf: cohortText.kneeGrade },
  { facet: 'kneeLabel', open: true, labelOf: cohortText.kneeGrade },
  { facet: 'kneeModel', open: true, labelOf: cohortText.kneeGrade },
];

const BELOW_QUADRANTS: readonly ListFacet[] = [
  { facet: 'gradedBy', open: true, labelOf: cohortText.gradedBy },
  {
    facet: 'highestGrade',
    open: false,
    labelOf: text.library.gradeValue,
    leftOut: ['none'],
  },
  { facet: 'side', open: true, labelOf: (value: string) => text.hip.shortSide[value === 'right' ? 'right' : 'left'] },
  { facet: 'visit', open: true, labelOf: text.hip.visit },
  { facet: 'cohort', open: true, labelOf: cohortText.cohort },
  { facet: 'problem', open: false, labelOf: cohortText.problem },
];

type ListName = Exclude<keyof HipPage['facets'], 'reader' | 'label' | 'model'>;

/** Memoised, so it is not drawn again for every row that scrolls by. */
export const Facets = memo(function Facets({ filter, facets, joint, filtered, onFilter }: FacetsProps) {
  const list = (own: ListFacet) =>
    facets === null ? null : <List key={own.facet} own={own} all={facets[own.facet]} filter={filter} onFilter={onFilter} />;
  return (
    <aside className={style.facets} aria-label={text.library.facets}>
      <SubjectFilter value={filter.text} onChange={(value) => onFilter({ ...filter, text: value })} />
      <SavedFilters filter={filter} filtered={filtered} onFilter={onFilter} />
      {filtered && (
        <Button
          tone="quiet"
          icon="close"
          onClick={() => onFilter({ ...NO_FILTER, order: filter.order, reversed: filter.reversed })}
        >
          {text.library.clear}
        </Button>
      )}
      {[joint === 'knee' ? KNEE_STATES : HIP_STATES, ...ABOVE_QUADRANTS].map(list)}
      {facets !== null && joint !== 'knee' && <QuadrantFacet filter={filter} facets={facets} onFilter={onFilter} />}
      {BELOW_QUADRANTS.map(list)}
    </aside>
  );
});

interface ListProps {
  readonly own: ListFacet;
  readonly all: readonly FacetCount[];
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

function List({ own: { facet, open, labelOf, leftOut = [] }, all, filter, onFilter }: ListProps) {
  const chosen: readonly string[] = filter[facet].map(String);
  const counts = withChosen(all, chosen).filter(({ value }) => !leftOut.includes(value));
  // All hips share one value, so there is nothing to choose.
  const few = counts.length < 2 && chosen.length === 0 && facet !== 'state' && facet !== 'problem';
  if (few || counts.length === 0) return null;
  return (
    <Facet title={cohortText.facet[facet]} open={open || chosen.length > 0}>
      {counts.map(({ value, count }) => (
        <Entry
          key={value}
          label={labelOf(value)}
          count={count}
          on={chosen.includes(value)}
          onChoose={() => onFilter(toggle(filter, facet, value))}
          colour={facet === 'highestGrade' ? `var(--grade-${value})` : undefined}
        />
      ))}
    </Facet>
  );
}

/** Returns the counts, including chosen values that no hip has any more. */
function withChosen(counts: readonly FacetCount[], chosen: readonly string[]) {
  const missing = chosen.filter((value) => !counts.some((count) => count.value === value));
  return [...counts, ...missing.map((value) => ({ value, count: 0 }))];
}

/** Returns the filter with the value added, or removed if it was chosen. The value comes from the facet's own counts. */
function toggle(filter: Filter, facet: ListName, value: string): Filter {
  const chosen: readonly (string | number)[] = filter[facet];
  const own = facet === 'highestGrade' ? Number(value) : value;
  return { ...filter, [facet]: chosen.includes(own) ? chosen.filter((other) => other !== own) : [...chosen, own] };
}

function SubjectFilter({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onSlash = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onSlash);
    return () => window.removeEventListener('keydown', onSlash);
  }, []);
  return (
    <label className={style.search}>
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="search"
        aria-label={text.library.filterText}
        aria-keyshortcuts="/"
        placeholder={text.library.filterText}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <kbd>/</kbd>
    </label>
  );
}

interface EntryProps {
  readonly label: string;
  readonly count: number;
  readonly on: boolean;
  readonly onChoose: () => void;
  readonly colour?: string | undefined;
}

function Entry({ label, count, on, onChoose, colour }: EntryProps) {
  return (
    <button type="button" className={style.entry} aria-pressed={on} disabled={count === 0 && !on} onClick={onChoose}>
      {colour !== undefined && <span className={style.swatch} style={{ background: colour }} />}
      <span className={style.label}>{label}</span>
      <span className={style.count}>{count.toLocaleString('en')}</span>
    </button>
  );
}
