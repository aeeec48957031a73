// A user action as a record, shared by menu, shortcut, palette and button.

import type { IconName } from '../ui/icon.tsx';
import type { Shortcut } from './shortcut.ts';

export interface Command {
  /** `group.action`. The desktop's menu uses the same ids. */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly icon: IconName;
  readonly shortcut: Shortcut | null;
  readonly run: () => void;
  /** False while the action cannot run. */
  readonly enabled?: boolean;
  /** Why it cannot run now, shown in the palette and on the button. */
  readonly whyNot?: string;
  /** Whether it is on, for actions that switch something on and off. */
  readonly on?: boolean;
}

export function canRun(command: Command): boolean {
  return command.enabled !== false;
}
