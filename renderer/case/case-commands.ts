// The commands of an open case. Tool strip, panel, keys, palette and menu all use these records.

import type { HipRow } from '../../main/domain/study/hip-row.ts';
import type { Case } from '../../main/domain/study/case.ts';
import type { Command } from '../commands/command.ts';
import type { ShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import type { HipReading } from './hip-reading.ts';
import type { Neighbours } from './neighbours.ts';
import type { Overlays, StageState } from './stage-state.ts';

interface CommandContext {
  readonly row: HipRow;
  readonly hip: Case['hips'][number] | null;
  readonly other: Case['hips'][number] | null;
  readonly stage: StageState;
  readonly reading: HipReading;
  /** False if the study can only be read. */
  readonly writable: boolean;
  readonly neighbours: Neighbours;
  readonly show: ShowSheet;
  readonly openHip: (hipId: string) => void;
}

export function caseCommands(context: CommandContext): readonly Command[] {
  return [...toolCommands(context), ...viewCommands(context), ...hipCommands(context)];
}

function toolCommands({ stage }: CommandContext): readonly Command[] {
  const group = text.commandGroup.view;
  const tool = (id: StageState['tool'], title: string, shortcut: string): Command => ({
    id: `tool.${id}`,
    title,
    group,
    icon: id,
    shortcut,
    on: stage.tool === id,
    run: () => stage.setTool(id),
  });
  return [
    tool('window', text.command.windowTool, 'W'),
    tool('zoom', text.command.zoomTool, 'Z'),
    tool('pan', text.command.panTool, 'P'),
  ];
}

function viewCommands({ stage, hip }: CommandContext): readonly Command[] {
  const group = text.commandGroup.view;
  const overlay = (id: keyof Overlays, title: string, icon: Command['icon'], shortcut: string): Command => ({
    id: `view.${id}`,
    title,
    group,
    icon,
    shortcut,
    on: stage.overlays[id],
    run: () => stage.toggle(id),
  });
  return [
    { id: 'view.fit', title: text.command.fit, group, icon: 'fit', shortcut: 'F', run: stage.fit },
    {
      id: 'view.zoomHip',
      title: text.command.zoomHip,
      group,
      icon: 'hip',
      shortcut: 'H',
      enabled: hip !== null && !stage.stored,
      run: () => hip !== null && stage.zoomToHip(hip),
    },
    {
      id: 'view.invert',
      title: text.command.invert,
      group,
      icon: 'invert',
      shortcut: 'I',
      on: stage.inverted,
      run: stage.invert,
    },
    { id: 'view.resetWindow', title: text.command.resetWindow, group, icon: 'reset', shortcut: 'R', run: stage.resetWindow },
    {
      id: 'view.stored',
      title: text.command.stored,
      group,
      icon: 'stored',
      shortcut: 'V',
      enabled: stage.turned,
      on: stage.stored,
      run: stage.showStored,
    },
    overlay('crops', text.command.crops, 'crop', 'C'),
    overlay('landmarks', text.command.landmarks, 'landmarks', 'L'),
    overlay('heatmap', text.command.heatmap, 'heatmap', 'M'),
  ];
}

function hipCommands({ row, hip, other, reading, writable, neighbours, show, openHip }: CommandContext): readonly Command[] {
  const { read, grade, report } = text.commandGroup;
  const step = (id: 'next' | 'previous', title: string, shortcut: string): Command => ({
    id: `case.${id}`,
    title,
    group: read,
    icon: id === 'next' ? 'next' : 'back',
    shortcut,
    enabled: neighbours[id] !== null,
    whyNot: id === 'next' ? text.whyNot.lastHip : text.whyNot.firstHip,
    run: () => openHip(neighbours[id] ?? row.hipId),
  });
  const graded = hip !== null && hip.grading !== null;
  return [
    {
      id: 'case.otherHip',
      title: text.command.otherHip,
      group: read,
      icon: 'hip',
      shortcut: 'S',
      enabled: other !== null,
      whyNot: text.whyNot.otherHip,
      run: () => other !== null && openHip(other.hipId),
    },
    step('next', text.command.nextHip, 'J'),
    step('previous', text.command.previousHip, 'K'),
    {
      id: 'case.retryReadings',
      title: text.command.retryReadings,
      group: read,
      icon: 'reset',
      shortcut: 'Ctrl+S',
      enabled: reading.failed.length > 0,
      whyNot: text.whyNot.nothingFailed,
      run: reading.retry,
    },
    {
      id: 'grade.this',
      title: text.command.gradeThis,
      group: grade,
      icon: 'play',
      shortcut: 'G',
      enabled: writable && hip !== null && !graded,
      whyNot: writable ? text.whyNot.graded : text.whyNot.readOnly,
      run: () => show({ kind: 'grade', hipIds: [row.hipId] }),
    },
    {
      id: 'report.export',
      title: text.command.export,
      group: report,
      icon: 'export',
      shortcut: 'Ctrl+E',
      enabled: graded,
      whyNot: text.whyNot.notGraded,
      run: () => show({ kind: 'export', hipIds: [row.hipId] }),
    },
  ];
}
