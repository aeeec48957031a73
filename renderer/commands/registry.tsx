// The commands that exist right now. The app and each open screen add theirs; keys, palette and the desktop menu read them.

import { createContext, use, useEffect, useId, useMemo, useState, type ReactNode } from 'react';
import { desktop } from '../api/desktop.ts';
import { useLatest } from '../ui/latest.ts';
import { canRun, type Command } from './command.ts';
import { matches } from './shortcut.ts';

interface Registry {
  readonly commands: readonly Command[];
  readonly put: (owner: string, offer: Offer | null) => void;
}

interface Offer {
  /** Changes when the offer changes: which commands exist, can run, and are on. */
  readonly state: string;
  readonly commands: readonly Command[];
}

const RegistryContext = createContext<Registry | null>(null);

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [owners, setOwners] = useState<ReadonlyMap<string, Offer>>(new Map());
  const registry = useMemo<Registry>(
    () => ({
      commands: [...owners.values()].flatMap((offer) => offer.commands),
      put: (owner, offer) => setOwners((before) => withOffer(before, owner, offer)),
    }),
    [owners],
  );
  useKeys(registry.commands);
  useDesktopMenu(registry.commands);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

function withOffer(before: ReadonlyMap<string, Offer>, owner: string, offer: Offer | null): ReadonlyMap<string, Offer> {
  if (before.get(owner)?.state === offer?.state) return before;
  const after = new Map(before);
  if (offer === null) after.delete(owner);
  else after.set(owner, offer);
  return after;
}

/** Returns every command that exists now. */
export function useCommands(): readonly Command[] {
  return useRegistry().commands;
}

/** Offers these commands while the component is on screen. */
export function useOffer(commands: readonly Command[]): void {
  const { put } = useRegistry();
  const owner = useId();
  const latest = useLatest(commands);
  const putLatest = useLatest(put);
  useEffect(() => {
    const state = commands.map((command) => `${command.id}:${command.title}:${canRun(command)}:${command.on ?? ''}`).join('|');
    // The offered records always run the newest closure, so a command never acts on outdated state.
    const run = (id: string) => () => latest.current.find((command) => command.id === id)?.run();
    putLatest.current(owner, { state, commands: commands.map((command) => ({ ...command, run: run(command.id) })) });
  }, [commands, latest, owner, putLatest]);
  useEffect(() => () => putLatest.current(owner, null), [owner, putLatest]);
}

function useRegistry(): Registry {
  const registry = use(RegistryContext);
  if (registry === null) throw new Error('Commands must be used inside CommandsProvider.');
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

/** True if the element takes letters as text. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
