// Keyboard shortcuts as text ("Ctrl+K", "Shift+W", "F"): matched against key events and shown on controls.

export type Shortcut = string;

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** True when the key press is this shortcut. Ctrl also means Command on a Mac. */
export function matches(shortcut: Shortcut, press: KeyPress): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  // A sign such as "?" is typed with Shift on many keyboards: only letters and named keys look at it.
  const shiftCounts = /^[a-z]$/i.test(key) || key.length > 1;
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === wants('Ctrl') &&
    press.altKey === wants('Alt') &&
    (!shiftCounts || press.shiftKey === wants('Shift'))
  );
}

const SHOWN: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Enter: '↵' };

/** The shortcut as it is printed beside its command. */
export function shown(shortcut: Shortcut): string {
  return shortcut
    .split('+')
    .map((part) => SHOWN[part] ?? part)
    .join(' ');
}
