// The filters at the left, each with counts that follow the others.

import { useEffect, useRef, type ReactNode } from 'react';
import type { HipPage } from '../../main/contract/schemas.ts';
import { isGrade, type Grade } from '../../main/domain/grade.ts';
import { NO_FILTER, type Filter } from '../api/hips.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import style from './facets.module.css';

interface FacetsProps {
  readonly filter: Filter;
  readonly facets: HipPage['facets'] | null;
  readonly filtered: boolean;
  readonly onFilter: (filter: Filter) => void;
}

const STATES = ['all', 'graded', 'ungraded', 'flagged', 'problem', 'read', 'unread'] as const;
const SIDES = ['right', 'left'] as const;

export function Facets({ filter, facets, filtered, onFilter }: FacetsProps) {
  const counts = (facet: keyof HipPage['facets'], value: string): number =>
    facets?.[facet].find((entry) => entry.value === value)?.count ?? 0;
  const grades = ['3', '2', '1', '0'];
  return (
    <aside className={style.facets} aria-label={text.library.facets}>
      <SubjectFilter value={filter.text} onChange={(value) => onFilter({ ...filter, text: value })} />
      <Facet title={text.library.state}>
        {STATES.map((state) => (
          <Entry
            key={state}
            label={text.library.states[state]}
            count={counts('state', state)}
            on={filter.state === state}
            onChoose={() => onFilter({ ...filter, state })}
          />
        ))}
      </Facet>
      <Facet title={text.library.highestGrade}>
        {grades.map((value) => {
          const grade = Number(value);
          if (!isGrade(grade)) return null;
          return (
            <Entry
              key={value}
              label={text.library.gradeValue(value)}
              count={counts('highestGrade', value)}
              on={filter.highestGrade.includes(grade)}
              onChoose={() => onFilter({ ...filter, highestGrade: toggled(filter.highestGrade, grade) })}
              colour={`var(--grade-${value})`}
            />
          );
        })}
      </Facet>
      <Facet title={text.library.side}>
        {SIDES.map((side) => (
          <Entry
            key={side}
            label={text.hip.shortSide[side]}
            count={counts('side', side)}
            on={filter.side === side}
            onChoose={() => onFilter({ ...filter, side: filter.side === side ? null : side })}
          />
        ))}
      </Facet>
      {facets !== null && facets.visit.length > 0 && (
        <Facet title={text.library.visit}>
          {facets.visit.map(({ value, count }) => (
            <Entry
              key={value}
              label={text.hip.visit(value)}
              count={count}
              on={filter.visit === value}
              onChoose={() => onFilter({ ...filter, visit: filter.visit === value ? null : value })}
            />
          ))}
        </Facet>
      )}
      {filtered && (
        <Button tone="quiet" icon="close" onClick={() => onFilter({ ...NO_FILTER, order: filter.order })}>
          {text.library.clear}
        </Button>
      )}
    </aside>
  );
}

function toggled(grades: readonly Grade[], grade: Grade): Grade[] {
  return grades.includes(grade) ? grades.filter((other) => other !== grade) : [...grades, grade];
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

function Facet({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={style.facet} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface EntryProps {
  readonly label: string;
  readonly count: number;
  readonly on: boolean;
  readonly onChoose: () => void;
  readonly colour?: string;
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
