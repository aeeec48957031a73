// The end of the run's log. It follows new lines unless the reader scrolls up.

import { useEffect, useRef } from 'react';
import { text } from '../text/english.ts';
import style from './run-log.module.css';

/** Closer to the end than this counts as being at the end. */
const AT_END_PIXELS = 24;

export function RunLog({ lines }: { readonly lines: readonly string[] }) {
  const content = lines.length === 0 ? text.train.run.logEmpty : lines.join('\n');
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (box.current !== null && content !== '' && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [content]);
  return (
    <section aria-labelledby="log">
      <h2 id="log">{text.train.run.log}</h2>
      <div
        ref={box}
        role="log"
        aria-labelledby="log"
        tabIndex={0}
        className={style.log}
        onScroll={({ currentTarget }) => {
          const { scrollHeight, scrollTop, clientHeight } = currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PIXELS;
        }}
      >
        {content}
      </div>
    </section>
  );
}
