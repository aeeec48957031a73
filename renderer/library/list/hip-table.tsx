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
import { LabelMark } from '../../ui/label-mark.tsx';
import { isGraded, ModelMarks } from '../../ui/model-marks.tsx';
import style from './hip-table.module.css';
import { onListKey, type ListProps } from './list-keys.ts';
import { choose, chosenIndex, markTo, toggleMark } from './selection.ts';
import { Thumbnail } from './thumbnail.tsx';

const ROW_HEIGHT = 44;

export interface HipTableProps extends ListProps {
  readonly order: Filter['order'];
  readonly onOrder: (order: Filter['order']) => void;
}

export function HipTable(props: HipTableProps) {
  const { hips, selection, chosenId, order, onOrder, onRange, onSelect, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: hips.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
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
      <Header order={order} onOrder={onOrder} />
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

function Header({ order, onOrder }: Pick<HipTableProps, 'order' | 'onOrder'>) {
  const sortable = (label: string, value: Filter['order'], direction: 'ascending' | 'descending') => (
    <span role="columnheader" aria-sort={order === value ? direction : 'none'}>
      <button type="button" className={style.sort} onClick={() => onOrder(value)}>
        {label}
        {order === value && <span aria-hidden="true">{direction === 'ascending' ? '↑' : '↓'}</span>}
      </button>
    </span>
  );
  const { columns } = text.library;
  return (
    <div role="row" className={classes(style.row, style.header)} aria-rowindex={1}>
      <span role="columnheader" aria-label={text.library.selected(0)} />
      <span role="columnheader" aria-label={text.preview.title} />
      {sortable(columns.hip, 'subject', 'ascending')}
      <span role="columnheader">{columns.visit}</span>
      <span role="columnheader">{columns.side}</span>
      {sortable(columns.grades, 'grade', 'descending')}
      {sortable(columns.probability, 'probability', 'descending')}
      {sortable(cohortText.label.column, 'disagreement', 'descending')}
      <span role="columnheader">{cohortText.facet.split}</span>
      <span role="columnheader">{columns.state}</span>
    </div>
  );
}

interface CellsProps {
  readonly row: HipRow;
  readonly marked: boolean;
  readonly onMark: () => void;
}

function Cells({ row, marked, onMark }: CellsProps) {
  const name = text.hip.name(row.name, row.visit, row.side);
  return (
    <>
      <span role="gridcell">
        <input type="checkbox" className={style.mark} aria-label={name} checked={marked} tabIndex={-1} onChange={onMark} />
      </span>
      <span role="gridcell" aria-hidden="true">
        <Thumbnail row={row} className={style.thumbnail} />
      </span>
      <span role="gridcell" className={style.subject}>
        {row.name}
      </span>
      <span role="gridcell" className={style.quiet}>
        {text.hip.visit(row.visit)}
      </span>
      <span role="gridcell" className={style.quiet}>
        {text.hip.shortSide[row.side]}
      </span>
      <span role="gridcell" className={style.grades}>
        <ModelMarks row={row} />
      </span>
      <span role="gridcell" className={style.number}>
        {row.globalProbability === null ? '' : row.globalProbability.toFixed(2)}
      </span>
      <span role="gridcell" className={style.grades}>
        <Labels row={row} />
      </span>
      <span role="gridcell" className={style.quiet}>
        {row.split !== null && cohortText.part(row.split)}
      </span>
      <span role="gridcell" className={style.state}>
        <RowState row={row} />
      </span>
    </>
  );
}

/** The grades of the reader or else the table. If only the joint is labelled, its label. */
function Labels({ row }: { readonly row: HipRow }) {
  if (row.strength === 'weak') {
    const { no, yes, global } = cohortText.label;
    return (
      <span className={style.quiet} title={global}>
        {row.globalLabel === true ? yes : no}
      </span>
    );
  }
  const known = QUADRANTS.some((quadrant) => row.reading[quadrant].kind !== 'missing' || row.label[quadrant].kind !== 'missing');
  if (!known) return null;
  return QUADRANTS.map((quadrant) => (
    <LabelMark key={quadrant} reading={row.reading[quadrant]} label={row.label[quadrant]} name={text.quadrant[quadrant]} />
  ));
}

/** The hip's problem, missing grades or attention flag, in one word. */
function RowState({ row }: { readonly row: HipRow }) {
  if (row.problem !== null) {
    return (
      <span className={style.problem} title={row.problem.message}>
        <Icon name="warning" size={14} />
        {text.library.problemShort}
      </span>
    );
  }
  if (!isGraded(row)) return <span className={style.quiet}>{text.library.ungraded}</span>;
  if (!row.attentionFlag) return null;
  return (
    <span className={style.flag} title={text.library.flagged}>
      <Icon name="target" size={14} />
      {text.library.flaggedShort}
    </span>
  );
}
