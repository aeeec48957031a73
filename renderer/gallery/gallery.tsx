// Every control and chart in all its states, then the parts that screens repeat.

import { useEffect, useRef } from 'react';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import style from './gallery.module.css';
import { CaseParts } from './parts/case-parts.tsx';
import { ChartParts } from './parts/chart-parts.tsx';
import { ControlParts } from './parts/control-parts.tsx';
import { LibraryParts } from './parts/library-parts.tsx';
import { MarkParts } from './parts/mark-parts.tsx';
import { MessageParts } from './parts/message-parts.tsx';
import { TableParts } from './parts/table-parts.tsx';
import { TrainParts } from './parts/train-parts.tsx';

export function Gallery() {
  const content = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = content;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => fitFrame(current.scrollHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return (
    <main ref={content} className={style.gallery}>
      <ControlParts />
      <MarkParts />
      <MessageParts />
      <ChartParts />
      <TableParts />
      <CaseParts />
      <LibraryParts />
      <TrainParts />
    </main>
  );
}

/** Makes the surrounding frame as high as its content, so the outer page scrolls both themes together. */
function fitFrame(height: number): void {
  window.frameElement?.setAttribute('height', String(height));
}

/** A sheet is modal and covers its document, so it is shown in a frame of its own. */
export function OpenSheet() {
  return (
    <section data-module="ui/sheet" aria-label="ui/sheet">
      <Sheet
        title="Sheet with actions"
        onClose={() => undefined}
        actions={
          <>
            <Button>{text.common.cancel}</Button>
            <Button tone="main">{text.common.done}</Button>
          </>
        }
      >
        <p>The content of the sheet. The first control below has the focus.</p>
        <Button>First control</Button>
      </Sheet>
    </section>
  );
}
