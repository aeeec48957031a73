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
/** On a list this wide the cards are larger, so that its pictures can be told apart from where one sits. */
const WIDE = { list: 1400, card: 240 } as const;
/** The name and the grades below a picture. */
const BELOW = 60;
const GAP = 8;

export function HipGrid(props: ListProps) {
  const { hips, selection, chosenId, onRange, onSelect, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { across, width } = useCards(scroller);
  const height = width + BELOW;
  const lines = useVirtualizer({
    count: Math.ceil(hips.total / across),
    getScrollElement: () => scroller.current,
    estimateSize: () => height + GAP,
    overscan: 2,
    paddingStart: 12,
    paddingEnd: 12,
  });
  useLayoutEffect(() => lines.measure(), [lines, height]);
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
          page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 1),
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
                box={{ left: 12 + column * (width + GAP), top: line.start, width, height }}
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
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly chosen: boolean;
  readonly marked: boolean;
  readonly onChoose: (mark: boolean) => void;
  readonly onOpen: () => void;
}

function Card({ row, index, box, chosen, marked, onChoose, onOpen }: CardProps) {
  const position = { transform: `translate(${box.left}px, ${box.top}px)`, width: box.width, height: box.height };
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

interface Cards {
  readonly across: number;
  readonly width: number;
}

/** Returns how many cards stand beside each other, and how wide they are. */
function useCards(scroller: { readonly current: HTMLDivElement | null }): Cards {
  const [listWidth, setListWidth] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => setListWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [scroller]);
  const width = listWidth >= WIDE.list ? WIDE.card : CARD_WIDTH;
  return { across: Math.max(1, Math.floor((listWidth - 24 + GAP) / (width + GAP))), width };
}
