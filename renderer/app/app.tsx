// The application: which screen is open, which sheet covers it, and the commands that work everywhere.

import { useEffect, useState } from 'react';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { NO_FILTER, type Filter } from '../api/hips.ts';
import { useJobs, useRefreshAfterJobs } from '../api/jobs.ts';
import { CaseScreen } from '../case/case-screen.tsx';
import { usePlace, type Place } from '../commands/navigation.ts';
import { useOffer } from '../commands/registry.tsx';
import { useShowSheet, type SheetRequest } from '../commands/sheets.ts';
import { LibraryScreen } from '../library/library-screen.tsx';
import { ReportsScreen } from '../reports/reports-screen.tsx';
import { SettingsScreen } from '../settings/settings-screen.tsx';
import { text } from '../text/english.ts';
import { TrainScreen } from '../train/train-screen.tsx';
import { applicationCommands } from './application-commands.ts';
import style from './app.module.css';
import { usePageStudy } from './page-study.ts';
import { Rail } from './rail.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { SheetHost } from './sheet-host.tsx';
import { StatusBar } from './status-bar.tsx';
import { applyTheme, readTheme, type Theme } from './theme.ts';
import { TopBar } from './top-bar.tsx';

interface AppProps {
  readonly sheet: SheetRequest | null;
  readonly onCloseSheet: () => void;
}

export function App({ sheet, onCloseSheet }: AppProps) {
  const place = usePlace();
  const show = useShowSheet();
  const study = usePageStudy();
  const jobs = useJobs();
  useRefreshAfterJobs(jobs);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [theme, setTheme] = useState<Theme>(readTheme);
  const [lastHipId, setLastHipId] = useState<string | null>(null);
  const hipId = place.screen === 'case' ? place.hipId : null;
  if (hipId !== null && hipId !== lastHipId) setLastHipId(hipId);
  useEffect(() => applyTheme(theme), [theme]);
  const commands = applicationCommands({
    study: study.summary,
    show,
    toggleTheme: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
    lastHipId,
  });
  useOffer(commands);
  return (
    <>
      <div className={style.app}>
        <a className={style.skip} href="#content" onClick={focusContent}>
          {text.frame.skip}
        </a>
        <Rail place={place} lastHipId={lastHipId} />
        <TopBar study={study.summary} onSearch={() => show({ kind: 'palette' })} />
        <main id="content" tabIndex={-1} className={style.content}>
          <ScreenBoundary key={place.screen}>
            <Screen
              place={place}
              filter={filter}
              onFilter={setFilter}
              lastHipId={lastHipId}
              study={study.summary}
              hasStudy={study.open}
              problem={study.error}
              theme={theme}
              onTheme={setTheme}
            />
          </ScreenBoundary>
        </main>
        <StatusBar study={study.summary} jobs={jobs} onJobs={() => show({ kind: 'jobs' })} />
      </div>
      {sheet !== null && <SheetHost request={sheet} jobs={jobs} onShow={show} onClose={onCloseSheet} />}
    </>
  );
}

interface ScreenProps {
  readonly place: Place;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly lastHipId: string | null;
  /** Null until known. */
  readonly hasStudy: boolean | null;
  readonly study: StudySummary | null;
  readonly problem: unknown;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

function Screen(props: ScreenProps) {
  const { place, filter, onFilter, lastHipId, hasStudy, study, problem, theme, onTheme } = props;
  switch (place.screen) {
    case 'library':
      return (
        <LibraryScreen
          filter={filter}
          onFilter={onFilter}
          firstChoice={lastHipId}
          hasStudy={hasStudy}
          study={study}
          problem={problem}
        />
      );
    case 'case':
      return <CaseScreen hipId={place.hipId} filter={filter} />;
    case 'train':
      return <TrainScreen runId={place.runId} hasStudy={hasStudy} />;
    case 'reports':
      return <ReportsScreen hasStudy={hasStudy} />;
    case 'settings':
      return <SettingsScreen study={study} theme={theme} onTheme={onTheme} />;
  }
}

/** The hash names the screen, so this link cannot use it as its target and moves the focus itself. */
function focusContent(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content')?.focus();
}
