// The worklist: filters at the left, hips in the middle, the chosen one at the right. A first start offers ways to begin.

import { useState } from 'react';
import { NO_VALUE, type HipPage } from '../../main/domain/study/hip-filter.ts';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { failureMessage } from '../api/failure-message.ts';
import { isSameFilter, NO_FILTER, useHipWindow, type Filter } from '../api/hips.ts';
import { useKeepList } from '../api/opened-list.ts';
import { isRunning, useJobList } from '../api/jobs.ts';
import type { Command } from '../commands/command.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { go } from '../commands/navigation.ts';
import { useCommands, useOffer } from '../commands/registry.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { cohortText } from '../text/cohort.ts';
import { jointIn, type Joint } from '../text/count.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Segments } from '../ui/field.tsx';
import { HiddenHeading } from '../ui/hidden-heading.tsx';
import { EmptyState, FailureNote, WarningNote } from '../ui/message.tsx';
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
  /** Null if no study is open. */
  readonly study: StudySummary | null;
}

export function LibraryScreen({ study, ...props }: LibraryScreenProps) {
  return study === null ? <FirstStart /> : <Worklist study={study} {...props} />;
}

const NO_SORTING = { order: NO_FILTER.order, reversed: NO_FILTER.reversed };

type Layout = 'table' | 'grid';

interface WorklistProps extends LibraryScreenProps {
  readonly study: StudySummary;
}

function Worklist({ filter, onFilter, firstChoice, study }: WorklistProps) {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [layout, setLayout] = useState<Layout>('table');
  const [selection, setSelection] = useState<Selection>({ ...NOTHING_CHOSEN, hipId: firstChoice });
  const hips = useHipWindow(filter, range.first, range.last);
  const show = useShowSheet();
  const keepList = useKeepList();
  const open = (row: HipRow): void => {
    keepList(filter);
    go({ screen: 'case', hipId: row.hipId });
  };
  const chosen = chosenRow(selection, hips);
  const selectAll = useSelectAll(filter, (marked) => setSelection({ ...selection, marked }));
  useOffer(libraryCommands({ chosen, joint: jointIn(study), open, show, filter, selectAll, layout, setLayout }));
  const sorting = { order: filter.order, reversed: filter.reversed };
  const filtered = !isSameFilter({ ...filter, ...NO_SORTING }, NO_FILTER);
  const listProps = {
    hips,
    selection,
    chosenId: chosen?.hipId ?? null,
    sorting,
    onSort: (order: Filter['order']) => onFilter({ ...filter, order, reversed: order === filter.order && !filter.reversed }),
    onRange: setRange,
    onSelect: setSelection,
    onOpen: open,
  };
  return (
    <div className={style.library}>
      <HiddenHeading>{text.frame.library}</HiddenHeading>
      <Facets filter={filter} facets={hips.facets} joint={jointIn(study)} filtered={filtered} onFilter={onFilter} />
      <section className={style.middle} aria-label={text.library.worklist}>
        <Toolbar
          shown={
            hips.loading ? text.common.loading : text.library.shown(hips.total, Math.max(study.hips, hips.total), jointIn(study))
          }
          layout={layout}
          onLayout={setLayout}
          marked={selection.marked}
          total={hips.total}
          onAll={selectAll}
          onClear={() => setSelection({ ...selection, marked: new Set() })}
        />
        <ModelsInList facets={hips.facets} filter={filter} onFilter={onFilter} />
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
                joint={jointIn(study)}
                demo={study.synthetic}
                onClear={() => onFilter({ ...NO_FILTER, ...sorting })}
              />
            )
          )}
        </div>
      </section>
      <HipPreview row={chosen} listEmpty={hips.total === 0} onOpen={open} />
    </div>
  );
}

interface ModelsInListProps {
  readonly facets: HipPage['facets'] | null;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** Warns while the list shows grades of several models, and offers each of them alone. */
function ModelsInList({ facets, filter, onFilter }: ModelsInListProps) {
  const models = (facets?.gradedBy ?? []).filter(({ value }) => value !== NO_VALUE);
  const shown = filter.gradedBy.length === 0 ? models : models.filter(({ value }) => filter.gradedBy.includes(value));
  if (shown.length < 2) return null;
  return (
    <div className={style.models}>
      <WarningNote>{text.library.severalModels(shown.map(({ value }) => value))}</WarningNote>
      {shown.map(({ value }) => (
        <Button key={value} onClick={() => onFilter({ ...filter, gradedBy: [value] })}>
          {text.library.onlyModel(value)}
        </Button>
      ))}
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
      {imports !== undefined && <CommandButton command={imports} shortTitle={cohortText.commandShort[imports.id]} />}
      {grades !== undefined && grades.enabled !== false && (
        <CommandButton command={grades} shortTitle={cohortText.commandShort[grades.id]} />
      )}
      {cohortCommands.map((command) => (
        <CommandButton key={command.id} command={command} tone="quiet" shortTitle={cohortText.commandShort[command.id]} />
      ))}
    </>
  );
}

interface NothingProps {
  readonly filtered: boolean;
  readonly joint: Joint;
  /** True for the demo study, which is filled by a job and not by importing files. */
  readonly demo: boolean;
  readonly onClear: () => void;
}

function Nothing({ filtered, joint, demo, onClear }: NothingProps) {
  const next = useCommands().find((command) => command.id === (demo ? 'study.demo' : 'study.import'));
  const { jobs, known } = useJobList();
  const filling = jobs.some((job) => job.kind === 'demo' && isRunning(job));
  if (filtered) {
    return (
      <EmptyState
        icon="search"
        title={text.library.noMatch(joint)}
        actions={<Button onClick={onClear}>{text.library.clear}</Button>}
      >
        {text.library.noMatchHelp}
      </EmptyState>
    );
  }
  // Whether the demo still runs is not known yet.
  if (!known) return null;
  return (
    <EmptyState
      icon={demo ? 'play' : 'import'}
      title={text.library.empty}
      actions={next === undefined || filling ? undefined : <CommandButton command={next} tone="main" />}
    >
      {filling ? text.library.fillingDemo : demo ? text.library.emptyDemo : text.library.emptyHelp}
    </EmptyState>
  );
}
