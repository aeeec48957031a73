// Which commands exist right now. The app and each open screen put theirs in; keys, palette and the desktop menu read them.

import { createContext, use, useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { desktop } from '../api/desktop.ts';
import { canRun, type Command } from './command.ts';
import { matches } from './shortcut.ts';

interface Registry {
  readonly commands: readonly Command[];
  readonly put: (owner: string, commands: readonly Command[] | null) => void;
}

const RegistryContext = createContext<Registry | null>(null);

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [owners, setOwners] = useState<ReadonlyMap<string, readonly Command[]>>(new Map());
  const registry = useMemo<Registry>(
    () => ({
      commands: [...owners.values()].flat(),
      put: (owner, commands) =>
        setOwners((before) => {
          const after = new Map(before);
          if (commands === null) after.delete(owner);
          else after.set(owner, commands);
          return after;
        }),
    }),
    [owners],
  );
  useKeys(registry.commands);
  useDesktopMenu(registry.commands);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** Every command that exists now. */
export function useCommands(): readonly Command[] {
  return useRegistry().commands;
}

/** Offers these commands while the component is on screen. */
export function useOffer(commands: readonly Command[]): void {
  const { put } = useRegistry();
  const owner = useId();
  const latest = useRef(commands);
  latest.current = commands;
  const state = commands.map((command) => `${command.id}:${canRun(command)}:${command.on ?? ''}`).join('|');
  useEffect(() => {
    // The records handed on always run the newest closure, so that a command never acts on an old screen's state.
    put(
      owner,
      latest.current.map((command) => ({ ...command, run: () => latest.current.find(({ id }) => id === command.id)?.run() })),
    );
    return () => put(owner, null);
  }, [owner, put, state]);
}

function useRegistry(): Registry {
  const registry = use(RegistryContext);
  if (registry === null) throw new Error('commands outside of CommandsProvider');
  return registry;
}

function useKeys(commands: readonly Command[]): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (isTyping(event.target) && !event.ctrlKey && !event.metaKey) return;
      const command = commands.find(({ shortcut }) => shortcut !== null && matches(shortcut, event));
      if (command === undefined || !canRun(command)) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [commands]);
}

function useDesktopMenu(commands: readonly Command[]): void {
  useEffect(
    () =>
      desktop()?.onCommand?.((commandId) => {
        const command = commands.find(({ id }) => id === commandId);
        if (command !== undefined && canRun(command)) command.run();
      }),
    [commands],
  );
}

/** True where letters are text, not commands. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
