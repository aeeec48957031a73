// Every available command with its key, and the keys of the case screen that are not commands.

import { useCommands } from '../commands/registry.tsx';
import { formatShortcut } from '../commands/shortcut.ts';
import { text } from '../text/english.ts';
import style from './shortcut-list.module.css';

export function ShortcutList() {
  const commands = useCommands().filter((command) => command.shortcut !== null);
  const rows: readonly (readonly [string, string])[] = [
    ...commands.map((command) => [command.title, formatShortcut(command.shortcut ?? '')] as const),
    ...text.settings.caseKeys,
  ];
  return (
    <dl className={style.list}>
      {rows.map(([title, keys]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <kbd>{keys}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  );
}
