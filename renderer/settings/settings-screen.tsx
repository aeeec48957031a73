// The settings: version, models with their limits, engines with their speed, theme and shortcuts.

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { FactList, type Fact } from '../ui/fact-list.tsx';
import { Segments } from '../ui/field.tsx';
import { FailureNote } from '../ui/message.tsx';
import { EngineTable } from './engine-table.tsx';
import { LogView } from './log-view.tsx';
import { ModelList } from './model-list.tsx';
import style from './settings-screen.module.css';
import { WorkstationList } from './workstation-list.tsx';
import { ShortcutList } from './shortcut-list.tsx';

interface SettingsScreenProps {
  readonly study: StudySummary | null;
  readonly theme: 'dark' | 'light';
  readonly onTheme: (theme: 'dark' | 'light') => void;
}

export function SettingsScreen({ study, theme, onTheme }: SettingsScreenProps) {
  return (
    <div className={style.settings}>
      <div className={style.column}>
        <h1>{text.settings.title}</h1>
        <About study={study} />
        <Section title={text.settings.engines} lead={text.settings.enginesLead}>
          <EngineTable />
        </Section>
        <Section title={text.settings.workstations} lead={text.settings.workstationsLead}>
          <WorkstationList />
        </Section>
        <Section title={text.settings.appearance}>
          <Segments
            label={text.settings.theme}
            value={theme}
            onChange={onTheme}
            options={[
              { value: 'dark', label: text.settings.themes.dark },
              { value: 'light', label: text.settings.themes.light },
            ]}
          />
        </Section>
        <Section title={text.settings.log} lead={text.settings.logLead}>
          <LogView />
        </Section>
        <Section title={text.settings.shortcuts}>
          <ShortcutList />
        </Section>
      </div>
    </div>
  );
}

function Section({ title, lead, children }: { readonly title: string; readonly lead?: string; readonly children: ReactNode }) {
  return (
    <section className={style.section} aria-label={title}>
      <h2>{title}</h2>
      {lead !== undefined && <p className={style.lead}>{lead}</p>}
      {children}
    </section>
  );
}

function About({ study }: { readonly study: StudySummary | null }) {
  const { queries } = useWorkstation();
  const about = useQuery(queries.workstation.about.queryOptions({ staleTime: Infinity }));
  if (about.error !== null) return <FailureNote message={failureMessage(about.error)} />;
  if (about.data === undefined) return null;
  const { version, host, node, inference, home } = about.data;
  const facts: readonly Fact[] = [
    [text.settings.version, version],
    [text.settings.host, text.settings.hosts[host]],
    [text.settings.node, node],
    [text.settings.inference, `${inference.runtime} · ${inference.device}`],
    [text.settings.home, home],
    ...(study === null ? [] : [[text.settings.studyFolder, study.folder] as const]),
  ];
  return (
    <>
      <Section title={text.settings.about}>
        <FactList facts={facts} className={style.facts} />
        <p className={style.notice}>{text.researchUse}</p>
      </Section>
      <Section title={text.settings.models} lead={text.settings.modelsLead}>
        <ModelList hasStudy={study !== null} />
      </Section>
    </>
  );
}
