// The rail at the left edge, with one item per screen.

import { addressOf, type Place } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import style from './rail.module.css';

interface Item {
  readonly place: Place;
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut: string;
}

export function Rail({ place, lastHipId }: { readonly place: Place; readonly lastHipId: string | null }) {
  const items: readonly Item[] = [
    { place: { screen: 'library' }, icon: 'library', label: text.frame.library, shortcut: 'Ctrl 1' },
    { place: { screen: 'case', hipId: lastHipId }, icon: 'case', label: text.frame.case, shortcut: 'Ctrl 2' },
    { place: { screen: 'train', runId: null }, icon: 'train', label: text.frame.train, shortcut: 'Ctrl 3' },
    { place: { screen: 'experiments', name: null }, icon: 'grid', label: text.frame.experiments, shortcut: 'Ctrl 4' },
    { place: { screen: 'evaluate', evaluationId: null }, icon: 'matrix', label: text.frame.evaluate, shortcut: 'Ctrl 5' },
    { place: { screen: 'reports' }, icon: 'reports', label: text.frame.reports, shortcut: 'Ctrl 6' },
  ];
  const settings: Item = { place: { screen: 'settings' }, icon: 'settings', label: text.frame.settings, shortcut: 'Ctrl ,' };
  const link = (item: Item) => (
    <a
      key={item.label}
      href={addressOf(item.place)}
      className={style.item}
      aria-current={item.place.screen === place.screen ? 'page' : undefined}
      title={`${item.label} (${item.shortcut})`}
    >
      <Icon name={item.icon} size={20} />
      <span>{item.label}</span>
    </a>
  );
  return (
    <nav className={style.rail} aria-label={text.frame.rail}>
      {items.map(link)}
      <span className={style.space} />
      {link(settings)}
    </nav>
  );
}
