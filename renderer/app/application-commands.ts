// The commands that work on every screen.

import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import type { Command } from '../commands/command.ts';
import { go } from '../commands/navigation.ts';
import type { ShowSheet } from '../commands/sheets.ts';
import { jointIn } from '../text/count.ts';
import { text } from '../text/english.ts';

interface CommandContext {
  readonly study: StudySummary | null;
  readonly show: ShowSheet;
  readonly toggleTheme: () => void;
  readonly lastHipId: string | null;
}

export function applicationCommands({ study, show, toggleTheme, lastHipId }: CommandContext): readonly Command[] {
  const { goTo, studyGroup, view, grade } = {
    goTo: text.commandGroup.go,
    studyGroup: text.commandGroup.study,
    view: text.commandGroup.view,
    grade: text.commandGroup.grade,
  };
  const open = study !== null;
  const writable = open && study.readOnly === null;
  return [
    {
      id: 'palette.open',
      title: text.command.palette,
      group: goTo,
      icon: 'search',
      shortcut: 'Ctrl+K',
      run: () => show({ kind: 'palette' }),
    },
    {
      id: 'library.open',
      title: text.command.library,
      group: goTo,
      icon: 'library',
      shortcut: 'Ctrl+1',
      run: () => go({ screen: 'library' }),
    },
    {
      id: 'case.open',
      title: text.command.case,
      group: goTo,
      icon: 'case',
      shortcut: 'Ctrl+2',
      run: () => go({ screen: 'case', hipId: lastHipId }),
    },
    {
      id: 'train.open',
      title: text.command.train,
      group: goTo,
      icon: 'train',
      shortcut: 'Ctrl+3',
      run: () => go({ screen: 'train', runId: null }),
    },
    {
      id: 'experiments.open',
      title: text.command.experiments,
      group: goTo,
      icon: 'grid',
      shortcut: 'Ctrl+4',
      run: () => go({ screen: 'experiments', name: null }),
    },
    {
      id: 'evaluate.open',
      title: text.command.evaluate,
      group: goTo,
      icon: 'matrix',
      shortcut: 'Ctrl+5',
      run: () => go({ screen: 'evaluate', evaluationId: null }),
    },
    {
      id: 'reports.open',
      title: text.command.reports,
      group: goTo,
      icon: 'reports',
      shortcut: 'Ctrl+6',
      run: () => go({ screen: 'reports' }),
    },
    {
      id: 'settings.open',
      title: text.command.settings,
      group: goTo,
      icon: 'settings',
      shortcut: 'Ctrl+,',
      run: () => go({ screen: 'settings' }),
    },
    {
      id: 'study.demo',
      title: text.command.demo,
      group: studyGroup,
      icon: 'play',
      shortcut: null,
      run: () => show({ kind: 'demo', jobId: null }),
    },
    {
      id: 'study.create',
      title: text.command.create,
      group: studyGroup,
      icon: 'plus',
      shortcut: null,
      run: () => show({ kind: 'create-study' }),
    },
    {
      id: 'study.open',
      title: text.command.openStudy,
      group: studyGroup,
      icon: 'folder',
      shortcut: 'Ctrl+O',
      run: () => show({ kind: 'open-study' }),
    },
    {
      id: 'study.close',
      title: text.command.closeStudy,
      group: studyGroup,
      icon: 'close',
      shortcut: null,
      enabled: open,
      whyNot: text.whyNot.noStudy,
      run: () => show({ kind: 'close-study' }),
    },
    {
      id: 'study.import',
      title: text.command.import,
      group: studyGroup,
      icon: 'import',
      shortcut: 'Ctrl+I',
      enabled: writable,
      whyNot: open ? text.whyNot.readOnly : text.whyNot.noStudy,
      run: () => show({ kind: 'import' }),
    },
    {
      id: 'grade.ungraded',
      title: text.command.gradeAll[open ? jointIn(study) : 'hip'],
      group: grade,
      icon: 'play',
      shortcut: 'Ctrl+G',
      enabled: writable && study.graded < study.hips,
      whyNot: !open ? text.whyNot.noStudy : writable ? text.whyNot.allGraded : text.whyNot.readOnly,
      run: () => show({ kind: 'grade', hipIds: [] }),
    },
    {
      id: 'jobs.open',
      title: text.command.jobs,
      group: view,
      icon: 'table',
      shortcut: 'Ctrl+J',
      run: () => show({ kind: 'jobs' }),
    },
    {
      id: 'tour.open',
      title: text.command.tour,
      group: view,
      icon: 'info',
      shortcut: null,
      run: () => show({ kind: 'tour' }),
    },
    {
      id: 'keys.open',
      title: text.command.keys,
      group: view,
      icon: 'info',
      shortcut: '?',
      run: () => show({ kind: 'keys' }),
    },
    { id: 'keys.help', title: text.command.keys, group: view, icon: 'info', shortcut: 'F1', run: () => show({ kind: 'keys' }) },
    { id: 'view.theme', title: text.command.theme, group: view, icon: 'invert', shortcut: null, run: toggleTheme },
  ];
}
