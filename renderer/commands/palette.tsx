// The command palette: type a few letters of an action or of a subject, press Enter.

import { useState, type KeyboardEvent } from 'react';
import { text } from '../text/english.ts';
import { Icon } from '../ui/icon.tsx';
import { canRun, type Command } from './command.ts';
import { findCommands } from './find-commands.ts';
import style from './palette.module.css';
import { formatShortcut } from './shortcut.ts';

interface PaletteProps {
  readonly commands: readonly Command[];
  /** More entries for the typed text, such as subjects. */
  readonly found: readonly Command[];
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onClose: () => void;
}

export function Palette({ commands, found, query, onQuery, onClose }: PaletteProps) {
  const [place, setPlace] = useState(0);
  const known = findCommands(
    commands.filter(({ id }) => id !== 'keys.help'),
    query,
  );
  // What cannot run now comes last, with the reason.
  const entries = [...known.filter(canRun), ...found, ...known.filter((command) => !canRun(command))];
  const current = Math.min(place, Math.max(0, entries.length - 1));
  const run = (command: Command | undefined): void => {
    if (command === undefined || !canRun(command)) return;
    onClose();
    command.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setPlace((current + step + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(entries[current]);
    }
  };
  return (
    <dialog ref={openModal} className={style.palette} aria-label={text.palette.title} onCancel={onClose}>
      <div className={style.search}>
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={text.palette.search}
          aria-expanded="true"
          aria-controls="palette-entries"
          aria-activedescendant={entries.length > 0 ? `palette-${current}` : undefined}
          placeholder={text.palette.placeholder}
          value={query}
          autoComplete="off"
          onKeyDown={onKey}
          onChange={(event) => {
            setPlace(0);
            onQuery(event.target.value);
          }}
        />
      </div>
      <div id="palette-entries" role="listbox" aria-label={text.palette.entries} className={style.entries}>
        {entries.map((command, index) => (
          <div
            key={command.id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            aria-disabled={!canRun(command)}
            className={style.entry}
            ref={index === current ? scrollTo : undefined}
            onMouseMove={() => setPlace(index)}
            onClick={() => run(command)}
            onKeyDown={onKey}
          >
            <Icon name={command.icon} />
            <span className={style.title}>
              {command.title}
              {!canRun(command) && <small>{command.whyNot ?? text.palette.notNow}</small>}
            </span>
            <span className={style.group}>{command.group}</span>
            {command.shortcut !== null && <kbd>{formatShortcut(command.shortcut)}</kbd>}
          </div>
        ))}
        {entries.length === 0 && <p className={style.none}>{text.palette.none}</p>}
      </div>
    </dialog>
  );
}

function openModal(dialog: HTMLDialogElement | null): void {
  if (dialog !== null && !dialog.open) dialog.showModal();
}

function scrollTo(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
