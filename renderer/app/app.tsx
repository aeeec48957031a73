// The application: which screen is open, which sheet covers it, and the commands that work everywhere.

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { failureMessage } from '../api/failure-message.ts';
import { NO_FILTER, type Filter } from '../api/hips.ts';
import { useJobs } from '../api/jobs.ts';
import { useSavedReadings } from '../api/unsaved-readings.ts';
import { CaseScreen } from '../case/case-screen.tsx';
import { usePlace, type Place } from '../commands/navigation.ts';
import { useOffer } from '../commands/registry.tsx';
import { useShowSheet, type SheetRequest } from '../commands/sheets.ts';
import { EvaluateScreen } from '../evaluate/evaluate-screen.tsx';
import { ExperimentsScreen } from '../experiments/experiments-screen.tsx';
import { LibraryScreen } from '../library/library-screen.tsx';
import { ReportsScreen } from '../reports/reports-screen.tsx';
import { SettingsScreen } from '../settings/settings-screen.tsx';
import { text } from '../text/english.ts';
import { TrainScreen } from '../train/train-screen.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import { openStageValues, type StageValues } from '../viewer/stage-settings.ts';
import { applicationCommands } from './application-commands.ts';
import style from './app.module.css';
import { usePageStudy, type PageStudy } from './page-study.ts';
import { usePageTitle } from './page-title.ts';
import { Rail } from './rail.tsx';
import { ClosedStudy, RefusedPage } from './closed-study.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { SheetHost } from './sheet-host.tsx';
import { StatusBar } from './status-bar.tsx';
import { applyTheme, readTheme, type Theme } from './theme.ts';
import { Undo } from './undo.tsx';
import { TopBar } from './top-bar.tsx';

interface AppProps {
  readonly sheet: SheetRequest | null;
  readonly onCloseSheet: () => void;
}

export function App({ sheet, onCloseSheet }: AppProps) {
  const place = usePlace();
  const show = useShowSheet();
  const study = usePageStudy();
  const summary = study.state === 'open' ? study.summary : null;
  const jobs = useJobs();
  useSavedReadings();
  usePageTitle(place, summary);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [theme, setTheme] = useState<Theme>(readTheme);
  const [stageValues] = useState(openStageValues);
  const [lastHipId, setLastHipId] = useState<string | null>(null);
  const hipId = place.screen === 'case' ? place.hipId : null;
  if (hipId !== null && hipId !== lastHipId) setLastHipId(hipId);
  useEffect(() => applyTheme(theme), [theme]);
  const commands = applicationCommands({
    study: summary,
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
        <TopBar study={summary} onSearch={() => show({ kind: 'palette' })} />
        <main id="content" tabIndex={-1} className={style.content}>
          <ScreenBoundary key={place.screen}>
            <Screen
              place={place}
              study={study}
              filter={filter}
              onFilter={setFilter}
              stageValues={stageValues}
              lastHipId={lastHipId}
              theme={theme}
              onTheme={setTheme}
            />
          </ScreenBoundary>
        </main>
        <StatusBar
          study={summary}
          reachable={study.state !== 'open' || study.reachable}
          jobs={jobs}
          onJobs={() => show({ kind: 'jobs' })}
        />
      </div>
      <Undo />
      {sheet !== null && <SheetHost request={sheet} jobs={jobs} study={summary} onShow={show} onClose={onCloseSheet} />}
    </>
  );
}

interface ScreenProps {
  readonly place: Place;
  readonly study: PageStudy;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** What the reader set on the stage, kept while other screens are open. */
  readonly stageValues: StageValues;
  readonly lastHipId: string | null;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

function Screen({ study, theme, onTheme, ...props }: ScreenProps) {
  const { place } = props;
  if (study.state === 'closed') return <ClosedStudy studyId={study.studyId} />;
  if (study.state === 'refused') return <RefusedPage />;
  const summary = study.state === 'open' ? study.summary : null;
  // An address without a study soon gets one, and the page then starts anew. Nothing that it shows before could be kept.
  if (study.state === 'unknown' && study.error === null) return null;
  if (place.screen === 'settings') return <SettingsScreen study={summary} theme={theme} onTheme={onTheme} />;
  if (study.state === 'unknown') return <UnknownStudy error={study.error} />;
  return <StudyScreen {...props} place={place} study={summary} />;
}

interface StudyScreenProps extends Omit<ScreenProps, 'place' | 'study' | 'theme' | 'onTheme'> {
  readonly place: Exclude<Place, { screen: 'settings' }>;
  /** Null if no study is open. */
  readonly study: StudySummary | null;
}

function StudyScreen({ place, study, filter, onFilter, stageValues, lastHipId }: StudyScreenProps) {
  switch (place.screen) {
    case 'library':
      return <LibraryScreen filter={filter} onFilter={onFilter} firstChoice={lastHipId} study={study} />;
    case 'case':
      return <CaseScreen hipId={study === null ? null : place.hipId} filter={filter} values={stageValues} />;
    case 'train':
      return <TrainScreen runId={place.runId} hasStudy={study !== null} />;
    case 'experiments':
      return <ExperimentsScreen name={place.name} hasStudy={study !== null} />;
    case 'evaluate':
      return <EvaluateScreen evaluationId={place.evaluationId} hasStudy={study !== null} />;
    case 'reports':
      return <ReportsScreen hasStudy={study !== null} />;
  }
}

function UnknownStudy({ error }: { readonly error: unknown }) {
  const cache = useQueryClient();
  return (
    <div className={style.broken}>
      <FailureNote
        message={failureMessage(error)}
        action={<Button onClick={() => void cache.invalidateQueries()}>{text.common.retry}</Button>}
      />
    </div>
  );
}

/** The hash names the screen, so this link cannot use it as its target and moves the focus itself. */
function focusContent(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content')?.focus();
}
