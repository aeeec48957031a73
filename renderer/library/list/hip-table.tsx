// The worklist as a table with one row per hip. Only the rows on screen are drawn.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type MouseEvent } from 'react';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import type { Filter } from '../../api/hips.ts';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { classes } from '../../ui/classes.ts';
import { Icon } from '../../ui/icon.tsx';
import { ReadingMark } from '../../ui/grade-mark.tsx';
import { TableMark } from '../../ui/label-mark.tsx';
import { isGraded, KneeMark, ModelMarks } from '../../ui/model-marks.tsx';
import style from './hip-table.module.css';
import { onListKey, type ListProps } from './list-keys.ts';
import { choose, chosenIndex, markTo, toggleMark } from './selection.ts';
import { Thumbnail } from './thumbnail.tsx';

const ROW_HEIGHT = 44;
const HEADER_HEIGHT = 32;

export interface HipTableProps extends ListProps {
  readonly sorting: Pick<Filter, 'order' | 'reversed'>;
  /** Sorts by a column, or turns its order around. */
  readonly onSort: (order: Filter['order']) => void;
}

export function HipTable(props: HipTableProps) {
  const { hips, selection, chosenId, sorting, onSort, onRange, onSelect, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: hips.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    // The header covers the top of the list.
    scrollPaddingStart: HEADER_HEIGHT,
    paddingStart: 0,
  });
  const items = rows.getVirtualItems();
  const [first, last] = [items.at(0)?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => {
    onRange({ first, last });
  }, [first, last, onRange]);
  const current = chosenIndex(selection, hips);
  useEffect(() => {
    rows.scrollToIndex(current);
  }, [rows, current]);
  const click = (event: MouseEvent): void => {
    const index = indexUnder(event);
    const row = index === null ? null : hips.rowAt(index);
    if (index === null || row === null) return;
    if (event.shiftKey) onSelect(choose(markTo(selection, index, hips), row, index));
    else if (event.ctrlKey || event.metaKey) onSelect(toggleMark(choose(selection, row, index), row.hipId));
    else onSelect(choose(selection, row, index));
  };
  return (
    <div
      ref={scroller}
      className={style.scroller}
      role="grid"
      tabIndex={0}
      aria-label={text.library.worklist}
      aria-rowcount={hips.total + 1}
      aria-multiselectable="true"
      aria-activedescendant={chosenId === null ? undefined : `row-${current}`}
      onClick={click}
      onDoubleClick={(event) => {
        const row = hips.rowAt(indexUnder(event) ?? -1);
        if (row !== null) onOpen(row);
      }}
      onKeyDown={(event) =>
        onListKey(event, props, {
          across: 1,
          page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW_HEIGHT) / ROW_HEIGHT) - 1),
          scrollTo: (index) => rows.scrollToIndex(index),
        })
      }
    >
      <Header sorting={sorting} onSort={onSort} />
      <div role="rowgroup" className={style.rows} style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const row = hips.rowAt(item.index);
          return (
            <div
              key={item.key}
              id={`row-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={row !== null && selection.marked.has(row.hipId)}
              aria-current={row !== null && row.hipId === chosenId ? 'true' : undefined}
              className={classes(style.row, row !== null && row.hipId === chosenId && style.chosen)}
              style={{ transform: `translateY(${item.start}px)` }}
              data-index={item.index}
            >
              {row === null ? (
                <span className={style.waiting} role="gridcell" aria-label={text.common.loading} />
              ) : (
                <Cells
                  row={row}
                  marked={selection.marked.has(row.hipId)}
                  onMark={() => onSelect(toggleMark(selection, row.hipId))}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Returns the list index of the row under the pointer. Null over the header and over a row's own controls. */
function indexUnder(event: MouseEvent): number | null {
  if (!(event.target instanceof Element) || event.target instanceof HTMLInputElement) return null;
  const row = event.target.closest<HTMLElement>('[data-index]');
  return row === null ? null : Number(row.dataset['index']);
}

/** Columns of words start with the first word, columns of values with the highest value. */
const WORDS: readonly Filter['order'][] = ['subject', 'visit', 'side', 'split', 'gradedBy'];

function Header({ sorting, onSort }: Pick<HipTableProps, 'sorting' | 'onSort'>) {
  const column = (label: string, order: Filter['order'], title = label) => {
    const on = sorting.order === order;
    const ascending = WORDS.includes(order) !== sorting.reversed;
    return (
      <span role="columnheader" aria-sort={on ? (ascending ? 'ascending' : 'descending') : 'none'}>
        <button type="button" className={style.sort} title={title} aria-label={title} onClick={() => onSort(order)}>
          {label}
          {on && <span aria-hidden="true">{ascending ? '↑' : '↓'}</span>}
        </button>
      </span>
    );
  };
  const { columns, columnHelp } = text.library;
  return (
    <div role="row" className={classes(style.row, style.header)} aria-rowindex={1}>
      <span role="columnheader" aria-label={columnHelp.selected} />
      <span role="columnheader" aria-label={text.preview.title} className={style.picture} />
      {column(columns.hip, 'subject')}
      {column(columns.visit, 'visit')}
      {column(columns.side, 'side', columnHelp.side)}
      {column(columns.grades, 'grade', columnHelp.grades)}
      {column(columns.probability, 'probability', columnHelp.probability)}
      {column(columns.uncertainty, 'uncertainty', columnHelp.uncertainty)}
      {column(columns.reading, 'reading', columnHelp.reading)}
      {column(columns.apart, 'disagreement', columnHelp.readingApart)}
      {column(columns.label, 'label', columnHelp.label)}
      {column(columns.apart, 'labelDisagreement', columnHelp.labelApart)}
      {column(cohortText.facet.split, 'split')}
      {column(columns.state, 'state')}
    </div>
  );
}

interface CellsProps {
  readonly row: HipRow;
  readonly marked: boolean;
  readonly onMark: () => void;
}

function Cells({ row, marked, onMark }: CellsProps) {
  const name = text.hip.nameOf(row);
  return (
    <>
      <span role="gridcell">
        <input type="checkbox" className={style.mark} aria-label={name} checked={marked} tabIndex={-1} onChange={onMark} />
      </span>
      <span role="gridcell" aria-hidden="true" className={style.picture}>
        <Thumbnail row={row} className={style.thumbnail} />
      </span>
      <span role="gridcell" className={style.subject} title={row.name}>
        {row.name}
      </span>
      <span role="gridcell" className={style.quiet} title={text.hip.visit(row.visit)}>
        {row.visit === '' ? text.train.run.notYet : row.visit}
      </span>
      <span role="gridcell" className={style.quiet} title={text.hip.sideOf(row)}>
        {text.hip.letter[row.side]}
      </span>
      <span role="gridcell" className={style.model}>
        <span className={style.grades}>
          <ModelMarks row={row} />
        </span>
        {row.gradedBy !== null && <small title={text.library.gradedBy(row.gradedBy)}>{row.gradedBy}</small>}
      </span>
      <span role="gridcell" className={style.number}>
        {row.globalProbability === null ? '' : row.globalProbability.toFixed(2)}
      </span>
      <span role="gridcell" className={style.number}>
        {row.uncertainty === null ? '' : row.uncertainty.toFixed(2)}
      </span>
      <span role="gridcell" className={style.grades}>
        <Readings row={row} />
      </span>
      <span role="gridcell">
        <Apart difference={row.disagreement} />
      </span>
      <span role="gridcell" className={style.grades}>
        <Labels row={row} />
      </span>
      <span role="gridcell">
        <Apart difference={row.labelDisagreement} />
      </span>
      <span role="gridcell" className={style.quiet} title={row.split === null ? undefined : cohortText.part(row.split)}>
        {row.split !== null && cohortText.partShort(row.split)}
      </span>
      <span role="gridcell" className={style.state}>
        <RowState row={row} />
      </span>
    </>
  );
}

function Readings({ row }: { readonly row: HipRow }) {
  if (row.knee !== undefined) {
    const { reading } = row.knee;
    return reading.kind === 'graded' ? <KneeMark grade={reading.grade} name={text.preview.reader} /> : null;
  }
  if (QUADRANTS.every((quadrant) => row.reading[quadrant].kind === 'missing')) return null;
  return QUADRANTS.map((quadrant) => (
    <ReadingMark key={quadrant} label={row.reading[quadrant]} name={`${text.preview.reader}, ${text.quadrant[quadrant]}`} />
  ));
}

/** The imported labels of the quadrants. If only the joint is labelled, its label. */
function Labels({ row }: { readonly row: HipRow }) {
  if (row.knee !== undefined)
    return row.knee.label === null ? null : <KneeMark grade={row.knee.label} name={cohortText.label.table} />;
  if (QUADRANTS.some((quadrant) => row.label[quadrant].kind !== 'missing')) {
    return QUADRANTS.map((quadrant) => (
      <TableMark key={quadrant} label={row.label[quadrant]} name={`${cohortText.label.table}, ${text.quadrant[quadrant]}`} />
    ));
  }
  if (row.globalLabel === null) return null;
  const { no, yes, global } = cohortText.label;
  return (
    <span className={style.quiet} title={global}>
      {row.globalLabel ? yes : no}
    </span>
  );
}

/** The largest difference of two grades. Agreement is quiet. */
function Apart({ difference }: { readonly difference: HipRow['disagreement'] }) {
  if (difference === null) return null;
  const description = cohortText.disagreement(String(difference));
  return (
    <span
      role="img"
      aria-label={description}
      title={description}
      className={difference === 0 ? style.quiet : difference > 1 ? style.far : style.near}
    >
      {difference === 0 ? '=' : difference}
    </span>
  );
}

/** The hip's problem, missing grades or attention flag, in one word. */
function RowState({ row }: { readonly row: HipRow }) {
  if (row.problem !== null) {
    return (
      <span className={style.problem} title={row.problem.message}>
        <Icon name="warning" size={14} />
        <span className={style.word}>{text.library.problemShort}</span>
      </span>
    );
  }
  if (!isGraded(row)) return <span className={style.quiet}>{text.library.ungraded}</span>;
  if (row.unlike) {
    return (
      <span className={style.flag} title={text.library.unlike}>
        <Icon name="warning" size={14} />
        <span className={style.word}>{text.library.unlikeShort}</span>
      </span>
    );
  }
  if (!row.attentionFlag) return null;
  return (
    <span className={style.flag} title={text.library.flagged}>
      <Icon name="target" size={14} />
      <span className={style.word}>{text.library.flaggedShort}</span>
    </span>
  );
}
