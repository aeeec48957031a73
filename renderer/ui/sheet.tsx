// A modal sheet on the browser's own dialog. It traps the focus, closes on Escape and returns the focus.

import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { text } from '../text/english.ts';
import { IconButton } from './button.tsx';
import style from './sheet.module.css';

export interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The actions, with the main one last. */
  readonly actions?: ReactNode;
  /** `columns` is as wide as two columns beside each other need. */
  readonly width?: 'wide' | 'columns';
}

export function Sheet({ title, onClose, children, actions, width }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Closed while it still stands in the page, because only then does the browser return the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would focus the close button, but the reader needs the first control of the content.
    const first = (selector: string) => element?.querySelector<HTMLElement>(selector);
    (first('[data-first]') ?? first('[data-sheet-part] :is(button, input, select):enabled:not([hidden])'))?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={width === undefined ? style.sheet : `${style.sheet} ${style[width]}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className={style.header}>
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label={text.common.close} onClick={onClose} />
      </header>
      <div className={style.body} data-sheet-part>
        {children}
      </div>
      {actions !== undefined && (
        <footer className={style.footer} data-sheet-part>
          {actions}
        </footer>
      )}
    </dialog>
  );
}
