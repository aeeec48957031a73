// The commands that exist right now. The app and each open screen add theirs; keys, palette and the desktop menu read them.

import {
  createContext,
  use,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { desktop } from '../api/desktop.ts';
import { useLatest } from '../ui/latest.ts';
import { canRun, type Command } from './command.ts';
import { matches, type KeyPress } from './shortcut.ts';

interface Registry {
  readonly put: (owner: string, offer: Offer | null) => void;
  /** The commands as palette, menu and buttons show them. The same array until an offer changes. */
  readonly shown: () => readonly Command[];
  /** The commands of the last render. A key asks here, because what is shown may be one render older. */
  readonly newest: () => readonly Command[];
  readonly subscribe: (listener: () => void) => () => void;
}

interface Offer {
  /** Changes when the offer changes: which commands exist, can run, and are on. */
  readonly state: string;
  readonly commands: readonly Command[];
  readonly newest: { readonly current: readonly Command[] };
}

const RegistryContext = createContext<Registry | null>(null);

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [registry] = useState(openRegistry);
  useKeys(registry);
  useDesktopMenu(registry);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

function openRegistry(): Registry {
  const offers = new Map<string, Offer>();
  const listeners = new Set<() => void>();
  let shown: readonly Command[] = [];
  return {
    put: (owner, offer) => {
      if (offers.get(owner)?.state === offer?.state) return;
      if (offer === null) offers.delete(owner);
      else offers.set(owner, offer);
      shown = [...offers.values()].flatMap(({ commands }) => commands);
      for (const listener of listeners) listener();
    },
    shown: () => shown,
    newest: () => [...offers.values()].flatMap((offer) => offer.newest.current),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Returns every command that exists now. */
export function useCommands(): readonly Command[] {
  const { subscribe, shown } = useRegistry();
  return useSyncExternalStore(subscribe, shown);
}

/** Offers these commands while the component is on screen. */
export function useOffer(commands: readonly Command[]): void {
  const { put } = useRegistry();
  const owner = useId();
  const newest = useLatest(commands);
  // Before the browser handles the next key, so that no key meets the commands of a screen that has gone.
  useLayoutEffect(() => {
    const state = commands.map((command) => `${command.id}:${command.title}:${canRun(command)}:${command.on ?? ''}`).join('|');
    // The offered records always run the newest closure, so a command never acts on outdated state.
    const run = (id: string) => () => newest.current.find((command) => command.id === id)?.run();
    put(owner, { state, newest, commands: commands.map((command) => ({ ...command, run: run(command.id) })) });
  }, [commands, newest, owner, put]);
  useLayoutEffect(() => () => put(owner, null), [owner, put]);
}

function useRegistry(): Registry {
  const registry = use(RegistryContext);
  if (registry === null) throw new Error('Commands must be used inside CommandsProvider.');
  return registry;
}

function useKeys({ newest }: Registry): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (isTyping(event.target) && !event.ctrlKey && !event.metaKey) return;
      if (runKey(newest(), event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [newest]);
}

/** Returns a function that runs the command of a key, as if the key were pressed at that moment. */
export function useRunKey(): (press: KeyPress) => void {
  const { newest } = useRegistry();
  return useCallback((press) => void runKey(newest(), press), [newest]);
}

/** True if a command has this key and ran. */
function runKey(commands: readonly Command[], press: KeyPress): boolean {
  const command = commands.find(({ shortcut }) => shortcut !== null && matches(shortcut, press));
  if (command === undefined || !canRun(command)) return false;
  command.run();
  return true;
}

function useDesktopMenu({ newest }: Registry): void {
  useEffect(
    () =>
      desktop()?.onCommand?.((commandId) => {
        const command = newest().find(({ id }) => id === commandId);
        if (command !== undefined && canRun(command)) command.run();
      }),
    [newest],
  );
}

/** True if the element takes letters as text. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
