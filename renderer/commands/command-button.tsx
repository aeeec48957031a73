// Buttons that run a command.

import { Button, IconButton } from '../ui/button.tsx';
import { canRun, type Command } from './command.ts';
import { formatShortcut } from './shortcut.ts';

/** The command's icon. Hovering shows its name and key. A switch that is on looks pressed. */
export function CommandIcon({ command }: { readonly command: Command }) {
  const hint = command.shortcut === null ? command.title : `${command.title} (${formatShortcut(command.shortcut)})`;
  return (
    <IconButton
      icon={command.icon}
      label={command.title}
      title={reasonOf(command) ?? hint}
      aria-keyshortcuts={command.shortcut ?? undefined}
      aria-pressed={command.on}
      disabled={!canRun(command)}
      onClick={command.run}
    />
  );
}

/** Why the command cannot run now. Null if it can, or if the command does not say. */
function reasonOf(command: Command): string | null {
  return canRun(command) ? null : (command.whyNot ?? null);
}

interface CommandButtonProps {
  readonly command: Command;
  readonly tone?: 'main' | 'plain' | 'quiet';
  readonly showKey?: boolean;
  /** A shorter word for the button. The full title stays its name. */
  readonly shortTitle?: string | undefined;
}

export function CommandButton({ command, tone = 'plain', showKey = false, shortTitle }: CommandButtonProps) {
  return (
    <Button
      tone={tone}
      icon={command.icon}
      title={
        reasonOf(command) ?? (command.shortcut === null ? undefined : `${command.title} (${formatShortcut(command.shortcut)})`)
      }
      aria-label={shortTitle === undefined ? undefined : command.title}
      aria-keyshortcuts={command.shortcut ?? undefined}
      keyHint={showKey && command.shortcut !== null ? formatShortcut(command.shortcut) : null}
      disabled={!canRun(command)}
      onClick={command.run}
    >
      {shortTitle ?? command.title}
    </Button>
  );
}
