// A user action as a record: the same one stands behind the menu, the shortcut, the palette and the button.

import type { IconName } from '../ui/icon.tsx';
import type { Shortcut } from './shortcut.ts';

export interface Command {
  /** `group.action`, known to the desktop's menu. */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly icon: IconName;
  readonly shortcut: Shortcut | null;
  readonly run: () => void;
  /** False while the action makes no sense here. */
  readonly enabled?: boolean;
  /** For actions that switch something on and off: whether it is on. */
  readonly on?: boolean;
}

export function canRun(command: Command): boolean {
  return command.enabled !== false;
}
