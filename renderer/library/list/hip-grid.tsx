// The worklist as thumbnails with the four grades below each hip.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { text } from '../../text/english.ts';
import { classes } from '../../ui/classes.ts';
import { GradeMark } from '../../ui/grade-mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { isGraded, ModelMarks } from '../../ui/model-marks.tsx';
import style from './hip-grid.module.css';
import { onListKey, type ListProps } from './list-keys.ts';
import { choose, chosenIndex, toggleMark } from './selection.ts';
import { Thumbnail } from './thumbnail.tsx';

const CARD_WIDTH = 152;
const CARD_HEIGHT = 208;
const GAP = 8;

export function HipGrid(props: ListProps) {
  const { hips, selection, chosenId, onRange, onSelect, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const across = useCardsAcross(scroller);
  const lines = useVirtualizer({
    count: Math.ceil(hips.total / across),
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT + GAP,
    overscan: 2,
    paddingStart: 12,
    paddingEnd: 12,
  });
  const items = lines.getVirtualItems();
  const first = (items.at(0)?.index ?? 0) * across;
  const last = Math.min(hips.total - 1, ((items.at(-1)?.index ?? 0) + 1) * across - 1);
  useEffect(() => {
    onRange({ first, last });
  }, [first, last, onRange]);
  const current = chosenIndex(selection, hips);
  return (
    <div
      ref={scroller}
      className={style.scroller}
      role="listbox"
      tabIndex={0}
      aria-label={text.library.worklist}
      aria-multiselectable="true"
      aria-activedescendant={chosenId === null ? undefined : `card-${current}`}
      onKeyDown={(event) =>
        onListKey(event, props, {
          across,
          page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / CARD_HEIGHT) - 1),
          scrollTo: (index) => lines.scrollToIndex(Math.floor(index / across)),
        })
      }
    >
      <div className={style.lines} style={{ height: lines.getTotalSize() }}>
        {items.flatMap((line) =>
          Array.from({ length: Math.min(across, hips.total - line.index * across) }, (_, column) => {
            const index = line.index * across + column;
            const row = hips.rowAt(index);
            return (
              <Card
                key={index}
                row={row}
                index={index}
                left={12 + column * (CARD_WIDTH + GAP)}
                top={line.start}
                chosen={row !== null && row.hipId === chosenId}
                marked={row !== null && selection.marked.has(row.hipId)}
                onChoose={(mark) => {
                  if (row === null) return;
                  const next = choose(selection, row, index);
                  onSelect(mark ? toggleMark(next, row.hipId) : next);
                }}
                onOpen={() => row !== null && onOpen(row)}
              />
            );
          }),
        )}
      </div>
    </div>
  );
}

interface CardProps {
  readonly row: HipRow | null;
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly chosen: boolean;
  readonly marked: boolean;
  readonly onChoose: (mark: boolean) => void;
  readonly onOpen: () => void;
}

function Card({ row, index, left, top, chosen, marked, onChoose, onOpen }: CardProps) {
  const position = { transform: `translate(${left}px, ${top}px)`, width: CARD_WIDTH, height: CARD_HEIGHT };
  if (row === null) return <div className={style.card} style={position} />;
  const name = text.hip.nameOf(row);
  return (
    <div
      id={`card-${index}`}
      role="option"
      tabIndex={-1}
      aria-label={name}
      title={row.gradedBy === null ? undefined : text.library.gradedBy(row.gradedBy)}
      aria-selected={marked}
      aria-current={chosen ? 'true' : undefined}
      className={classes(style.card, chosen && style.chosen, marked && style.marked)}
      style={position}
      onClick={(event) => onChoose(event.ctrlKey || event.metaKey || event.shiftKey)}
      onDoubleClick={onOpen}
      onKeyDown={(event) => event.key === 'Enter' && onOpen()}
    >
      <Thumbnail row={row} className={style.picture} />
      <span className={style.letter}>{text.hip.letter[row.side]}</span>
      {row.unlike && (
        <span className={style.flag} title={text.library.unlike}>
          <Icon name="warning" size={14} />
        </span>
      )}
      {row.attentionFlag && !row.unlike && (
        <span className={style.flag} title={text.library.flagged}>
          <Icon name="target" size={14} />
        </span>
      )}
      {row.problem !== null && (
        <span className={style.problem} title={row.problem.message}>
          <Icon name="warning" size={14} />
        </span>
      )}
      <div className={style.line}>
        <strong>{row.name}</strong>
      </div>
      <div className={style.grades}>
        {isGraded(row) ? (
          <ModelMarks row={row} />
        ) : (
          QUADRANTS.map((quadrant) => <GradeMark key={quadrant} grade={null} name={text.quadrant[quadrant]} />)
        )}
        <span className={style.visit}>{row.visit}</span>
      </div>
    </div>
  );
}

function useCardsAcross(scroller: { readonly current: HTMLDivElement | null }): number {
  const [across, setAcross] = useState(1);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => setAcross(Math.max(1, Math.floor((element.clientWidth - 24 + GAP) / (CARD_WIDTH + GAP))));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [scroller]);
  return across;
}
