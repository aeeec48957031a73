// Keyboard shortcuts as text ("Ctrl+K", "Shift+W", "F"), matched against key events and shown on controls.

export type Shortcut = string;

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** True if the key press is this shortcut. Ctrl also means Command on a Mac. */
export function matches(shortcut: Shortcut, press: KeyPress): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const needs = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  // Many keyboards need Shift for a sign such as "?", so Shift only counts for letters and named keys.
  const shiftCounts = /^[a-z]$/i.test(key) || key.length > 1;
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === needs('Ctrl') &&
    press.altKey === needs('Alt') &&
    (!shiftCounts || press.shiftKey === needs('Shift'))
  );
}

const SHOWN: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Enter: '↵' };

/** Writes the shortcut as shown beside its command. */
export function formatShortcut(shortcut: Shortcut): string {
  return shortcut
    .split('+')
    .map((part) => SHOWN[part] ?? part)
    .join(' ');
}
