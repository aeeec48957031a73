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
      title={hint}
      aria-keyshortcuts={command.shortcut ?? undefined}
      aria-pressed={command.on}
      disabled={!canRun(command)}
      onClick={command.run}
    />
  );
}

interface CommandButtonProps {
  readonly command: Command;
  readonly tone?: 'main' | 'plain' | 'quiet';
  readonly showKey?: boolean;
}

export function CommandButton({ command, tone = 'plain', showKey = false }: CommandButtonProps) {
  return (
    <Button
      tone={tone}
      icon={command.icon}
      title={command.shortcut === null ? undefined : `${command.title} (${formatShortcut(command.shortcut)})`}
      aria-keyshortcuts={command.shortcut ?? undefined}
      keyHint={showKey && command.shortcut !== null ? formatShortcut(command.shortcut) : null}
      disabled={!canRun(command)}
      onClick={command.run}
    >
      {command.title}
    </Button>
  );
}
