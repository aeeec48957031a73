// Every key that works now, by group. `?` and F1 open it.

import { keyRows, type KeyRow } from '../commands/key-rows.ts';
import { useCommands } from '../commands/registry.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import style from './keys-sheet.module.css';

export function KeysSheet({ onClose }: { readonly onClose: () => void }) {
  const commands = useCommands().filter(({ shortcut }) => shortcut !== null);
  const groups = Map.groupBy(commands, ({ group }) => group);
  return (
    <Sheet
      title={text.keys.title}
      onClose={onClose}
      width="wide"
      actions={
        <Button tone="main" onClick={onClose}>
          {text.common.done}
        </Button>
      }
    >
      <div className={style.groups}>
        {[...groups].map(([group, own]) => (
          <Group key={group} title={group} rows={keyRows(own)} />
        ))}
        <Group title={text.keys.reading} rows={text.keys.readingKeys} />
        <Group title={text.keys.list} rows={text.keys.listKeys} />
      </div>
    </Sheet>
  );
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly KeyRow[] }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {rows.map(([name, keys]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
