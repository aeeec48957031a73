// The worklist: filters at the left, hips in the middle, the chosen one at the right. A first start offers ways to begin.

import { useState } from 'react';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { failureMessage } from '../api/failure-message.ts';
import { NO_FILTER, useHipWindow, type Filter } from '../api/hips.ts';
import { useRefreshStudy } from '../api/jobs.ts';
import type { Command } from '../commands/command.ts';
import { CommandButton, CommandIcon } from '../commands/command-button.tsx';
import { go } from '../commands/navigation.ts';
import { useCommands, useOffer } from '../commands/registry.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Segments } from '../ui/field.tsx';
import { EmptyState, FailureNote } from '../ui/message.tsx';
import { BatchActions } from './batch-actions.tsx';
import { Facets } from './filters/facets.tsx';
import { FirstStart } from './first-start.tsx';
import { HipGrid } from './list/hip-grid.tsx';
import { HipPreview } from './preview/hip-preview.tsx';
import { HipTable } from './list/hip-table.tsx';
import style from './library-screen.module.css';
import { libraryCommands } from './library-commands.ts';
import { useSelectAll } from './list/select-all.ts';
import { chosenRow, NOTHING_CHOSEN, type Selection } from './list/selection.ts';

interface LibraryScreenProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** The hip to choose when the screen opens. */
  readonly firstChoice: string | null;
  /** Null until known. */
  readonly hasStudy: boolean | null;
  readonly study: StudySummary | null;
  readonly problem: unknown;
}

export function LibraryScreen(props: LibraryScreenProps) {
  const refresh = useRefreshStudy();
  if (props.hasStudy === true) return <Worklist {...props} />;
  if (props.hasStudy === false) return <FirstStart />;
  if (props.problem === null || props.problem === undefined) return null;
  return (
    <div className={style.failure}>
      <FailureNote
        message={failureMessage(props.problem)}
        action={<Button onClick={() => void refresh()}>{text.common.retry}</Button>}
      />
    </div>
  );
}

type Layout = 'table' | 'grid';

function open(row: HipRow): void {
  go({ screen: 'case', hipId: row.hipId });
}

function Worklist({ filter, onFilter, firstChoice, study }: LibraryScreenProps) {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [layout, setLayout] = useState<Layout>('table');
  const [selection, setSelection] = useState<Selection>({ ...NOTHING_CHOSEN, hipId: firstChoice });
  const hips = useHipWindow(filter, range.first, range.last);
  const show = useShowSheet();
  const chosen = chosenRow(selection, hips);
  const selectAll = useSelectAll(filter, (marked) => setSelection({ ...selection, marked }));
  useOffer(libraryCommands({ chosen, open, show, filter, selectAll, layout, setLayout }));
  const filtered = JSON.stringify({ ...filter, order: 'subject' }) !== JSON.stringify(NO_FILTER);
  const listProps = {
    hips,
    selection,
    chosenId: chosen?.hipId ?? null,
    order: filter.order,
    onOrder: (order: Filter['order']) => onFilter({ ...filter, order }),
    onRange: setRange,
    onSelect: setSelection,
    onOpen: open,
  };
  return (
    <div className={style.library}>
      <Facets filter={filter} facets={hips.facets} filtered={filtered} onFilter={onFilter} />
      <section className={style.middle} aria-label={text.library.worklist}>
        <Toolbar
          shown={hips.loading ? text.common.loading : text.library.shown(hips.total, Math.max(study?.hips ?? 0, hips.total))}
          layout={layout}
          onLayout={setLayout}
          marked={selection.marked}
          total={hips.total}
          onAll={selectAll}
          onClear={() => setSelection({ ...selection, marked: new Set() })}
        />
        <div className={style.list}>
          {hips.error !== null && hips.error !== undefined ? (
            <div className={style.failure}>
              <FailureNote message={failureMessage(hips.error)} />
            </div>
          ) : hips.total > 0 ? (
            layout === 'table' ? (
              <HipTable {...listProps} />
            ) : (
              <HipGrid {...listProps} />
            )
          ) : (
            !hips.loading && (
              <Nothing
                filtered={filtered}
                demo={study?.synthetic === true}
                onClear={() => onFilter({ ...NO_FILTER, order: filter.order })}
              />
            )
          )}
        </div>
      </section>
      <HipPreview row={chosen} onOpen={open} />
    </div>
  );
}

interface ToolbarProps {
  readonly shown: string;
  readonly layout: Layout;
  readonly onLayout: (layout: Layout) => void;
  readonly marked: ReadonlySet<string>;
  readonly total: number;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

function Toolbar({ shown, layout, onLayout, marked, total, onAll, onClear }: ToolbarProps) {
  return (
    <header className={style.toolbar}>
      {marked.size > 0 ? (
        <BatchActions marked={marked} total={total} onAll={onAll} onClear={onClear} />
      ) : (
        <>
          <span className={style.shown} role="status">
            {shown}
          </span>
          <StudyActions />
        </>
      )}
      <span className={style.space} />
      {/* Actions on marked hips take this space. T still changes the layout. */}
      {marked.size === 0 && (
        <Segments
          label={text.library.layout}
          value={layout}
          onChange={onLayout}
          options={[
            { value: 'table', label: text.library.table },
            { value: 'grid', label: text.library.grid },
          ]}
        />
      )}
    </header>
  );
}

/** Import, grading while hips are ungraded, and the commands on the whole cohort. */
function StudyActions() {
  const commands = useCommands();
  const named = (id: string): Command | undefined => commands.find((command) => command.id === id);
  const [imports, grades] = [named('study.import'), named('grade.ungraded')];
  const cohortCommands = ['library.audits', 'library.split', 'library.coOccurrence'].flatMap((id) => named(id) ?? []);
  return (
    <>
      {imports !== undefined && <CommandButton command={imports} />}
      {grades !== undefined && grades.enabled !== false && <CommandButton command={grades} />}
      {cohortCommands.map((command) => (
        <CommandIcon key={command.id} command={command} />
      ))}
    </>
  );
}

interface NothingProps {
  readonly filtered: boolean;
  /** True for a demo study that was stopped before its first hip. */
  readonly demo: boolean;
  readonly onClear: () => void;
}

function Nothing({ filtered, demo, onClear }: NothingProps) {
  const next = useCommands().find((command) => command.id === (demo ? 'study.demo' : 'study.import'));
  if (filtered) {
    return (
      <EmptyState icon="search" title={text.library.noMatch} actions={<Button onClick={onClear}>{text.library.clear}</Button>}>
        {text.library.noMatchHelp}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={demo ? 'play' : 'import'}
      title={text.library.empty}
      actions={next === undefined ? undefined : <CommandButton command={next} tone="main" />}
    >
      {demo ? text.library.emptyDemo : text.library.emptyHelp}
    </EmptyState>
  );
}
