// Every available command with its key, and the keys of the case screen that are not commands.

import { keyRows } from '../commands/key-rows.ts';
import { useCommands } from '../commands/registry.tsx';
import { text } from '../text/english.ts';
import style from './shortcut-list.module.css';

export function ShortcutList() {
  const rows = [...keyRows(useCommands()), ...text.settings.caseKeys];
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
