// The bar at the top: the open study and the search that opens the command palette.

import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { useShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { Icon } from '../ui/icon.tsx';
import style from './top-bar.module.css';

export function TopBar({ study, onSearch }: { readonly study: StudySummary | null; readonly onSearch: () => void }) {
  return (
    <header className={style.bar}>
      <div className={style.study} title={study?.folder}>
        <strong>{study?.name ?? text.frame.noStudy}</strong>
        {study !== null && study.readOnly !== null && <ReadOnlyTag study={study} why={study.readOnly} />}
        {study?.synthetic === true && <span className={style.tag}>{text.frame.synthetic}</span>}
      </div>
      <button type="button" className={style.search} onClick={onSearch} aria-keyshortcuts="Control+K">
        <Icon name="search" size={14} />
        <span>{text.frame.search}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <span className={style.product}>{text.product}</span>
    </header>
  );
}

/** A damaged study leads to its backups. */
function ReadOnlyTag({ study: { folder, damage }, why }: { readonly study: StudySummary; readonly why: string }) {
  const show = useShowSheet();
  if (damage !== null)
    return (
      <button type="button" className={style.tag} title={why} onClick={() => show({ kind: 'restore-study', folder, damage })}>
        <Icon name="lock" size={14} />
        {text.frame.restoreDamaged}
      </button>
    );
  return (
    <span className={style.tag} title={why}>
      <Icon name="lock" size={14} />
      {text.frame.readOnly}
    </span>
  );
}
