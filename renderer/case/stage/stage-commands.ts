// The commands of the stage: tools, where the film lies, how it is shown, and what lies over it.

import { combinedTurn, type Turn } from '../../../main/domain/film/turn.ts';
import type { Joint } from '../../../main/domain/joint.ts';
import type { Case } from '../../../main/domain/study/case.ts';
import type { Command } from '../../commands/command.ts';
import { text } from '../../text/english.ts';
import { ACTUAL_SIZE, FIT_FILM, FIT_HIP, type Framing } from '../../viewer/framing.ts';
import {
  measuredBy,
  NOT_TURNED,
  withEntry,
  withoutEntry,
  type Overlays,
  type StageSettings,
  type StageValues,
  type Tool,
  type Turned,
} from '../../viewer/stage-settings.ts';
import { PRESETS } from '../../viewer/window-presets.ts';

interface StageContext {
  readonly radiograph: Case['radiograph'];
  readonly hip: Case['hips'][number] | null;
  readonly values: StageValues;
  readonly settings: StageSettings;
  readonly turned: Turned;
  /** False if the study can only be read, so that no measurement could be saved. */
  readonly writable: boolean;
  /** Films of knees are neither measured nor shown side by side, and have no points. */
  readonly joint: Joint;
}

export function stageCommands(context: StageContext): readonly Command[] {
  return [
    ...toolCommands(context),
    ...placeCommands(context),
    ...greyCommands(context),
    ...overlayCommands(context),
    ...besideCommands(context),
  ];
}

const group = text.commandGroup.view;

function toolCommands({ hip, values, settings, writable, joint }: StageContext): readonly Command[] {
  const tool = (id: Tool, title: string, shortcut: string): Command => ({
    id: `tool.${id}`,
    title,
    group,
    icon: id === 'distance' ? 'ruler' : id,
    shortcut,
    on: settings.tool === id,
    enabled: measuredBy(id) === null || (joint === 'hip' && writable && hip !== null),
    whyNot: joint === 'knee' ? text.whyNot.onlyHips : writable ? text.whyNot.noCrop : text.whyNot.readOnly,
    run: () => values.settings.set((before) => ({ ...before, tool: id })),
  });
  return [
    tool('window', text.command.windowTool, 'W'),
    tool('zoom', text.command.zoomTool, 'Z'),
    tool('pan', text.command.panTool, 'P'),
    tool('magnifier', text.viewer.command.magnifier, 'Q'),
    tool('distance', text.viewer.command.distance, 'D'),
    tool('joint-space', text.viewer.command.jointSpace, 'Y'),
    tool('angle', text.viewer.command.angle, 'Shift+D'),
    tool('circle', text.viewer.command.circle, 'O'),
  ];
}

function placeCommands({ radiograph, hip, values, turned }: StageContext): readonly Command[] {
  const frame = (framing: Framing) => () => values.framing.set(() => framing);
  const { radiographId } = radiograph;
  const put = (next: Turned): void => values.turned.set(withEntry(radiographId, next));
  const turn = (further: Turn) => () => put({ turn: combinedTurn(turned.turn, further), stored: false });
  return [
    { id: 'view.fit', title: text.command.fit, group, icon: 'fit', shortcut: 'F', run: frame(FIT_FILM) },
    {
      id: 'view.zoomHip',
      title: text.command.zoomHip,
      group,
      icon: 'hip',
      shortcut: 'H',
      enabled: hip !== null,
      whyNot: text.whyNot.noCrop,
      run: frame(FIT_HIP),
    },
    { id: 'view.actual', title: text.viewer.command.actual, group, icon: 'actual', shortcut: 'Shift+Z', run: frame(ACTUAL_SIZE) },
    { id: 'view.rotate', title: text.viewer.command.rotate, group, icon: 'rotate', shortcut: 'T', run: turn('rotate-90') },
    {
      id: 'view.flip',
      title: text.viewer.command.flip,
      group,
      icon: 'flip',
      shortcut: 'Shift+F',
      run: turn('flip-horizontal'),
    },
    {
      id: 'view.stored',
      title: text.command.stored,
      group,
      icon: 'stored',
      shortcut: 'V',
      enabled: radiograph.turn !== 'none',
      whyNot: text.whyNot.notTurned,
      on: turned.stored,
      run: () => put({ ...NOT_TURNED, stored: !turned.stored }),
    },
  ];
}

function greyCommands({ radiograph, values, settings }: StageContext): readonly Command[] {
  const set = (change: (before: StageSettings) => Partial<StageSettings>) => () =>
    values.settings.set((before) => ({ ...before, ...change(before) }));
  const forget = (): void => {
    const { radiographId } = radiograph;
    values.windows.set(withoutEntry(radiographId));
    values.windows.set(withoutEntry(`${radiographId} equalised`));
  };
  return [
    {
      id: 'view.invert',
      title: text.command.invert,
      group,
      icon: 'invert',
      shortcut: 'I',
      on: settings.inverted,
      run: set(({ inverted }) => ({ inverted: !inverted })),
    },
    {
      id: 'view.equalise',
      title: text.viewer.command.equalise,
      group,
      icon: 'equalise',
      shortcut: 'E',
      on: settings.equalised,
      run: set(({ equalised }) => ({ equalised: !equalised })),
    },
    {
      id: 'view.nextPreset',
      title: text.viewer.command.nextPreset,
      group,
      icon: 'preset',
      shortcut: 'Shift+W',
      run: () => {
        forget();
        set(({ preset }) => ({
          preset: PRESETS[(preset === null ? 0 : PRESETS.indexOf(preset) + 1) % PRESETS.length] ?? null,
        }))();
      },
    },
    {
      id: 'view.resetWindow',
      title: text.command.resetWindow,
      group,
      icon: 'reset',
      shortcut: 'R',
      run: () => {
        forget();
        set(() => ({ preset: null }))();
      },
    },
  ];
}

function overlayCommands({ values, settings, joint }: StageContext): readonly Command[] {
  const overlay = (id: keyof Overlays, title: string, icon: Command['icon'], shortcut: string): Command => ({
    id: `view.${id}`,
    title,
    group,
    icon,
    shortcut,
    on: settings.overlays[id],
    run: () => values.settings.set((before) => ({ ...before, overlays: { ...before.overlays, [id]: !before.overlays[id] } })),
  });
  return [
    overlay('crops', text.command.crops, 'crop', 'C'),
    {
      ...overlay('landmarks', text.command.landmarks, 'landmarks', 'L'),
      enabled: joint === 'hip',
      whyNot: text.whyNot.onlyHips,
    },
    overlay('heatmap', text.command.heatmap, 'heatmap', 'M'),
  ];
}

function besideCommands({ values, settings, joint }: StageContext): readonly Command[] {
  const set = (change: Partial<StageSettings>) => () => values.settings.set((before) => ({ ...before, ...change }));
  const beside = (id: 'visits' | 'sides' | 'models', icon: Command['icon'], shortcut: string): Command => ({
    id: `beside.${id}`,
    title: text.viewer.command.beside[id],
    group,
    icon,
    shortcut,
    on: joint === 'hip' && settings.beside === id,
    enabled: joint === 'hip',
    whyNot: text.whyNot.onlyHips,
    run: set({ beside: settings.beside === id ? null : id }),
  });
  return [
    beside('visits', 'beside', 'B'),
    beside('sides', 'sides', 'Shift+B'),
    beside('models', 'models', 'Shift+M'),
    {
      id: 'beside.blink',
      title: text.viewer.command.blink,
      group,
      icon: 'blink',
      shortcut: '.',
      enabled: joint === 'hip' && settings.beside !== null,
      whyNot: joint === 'knee' ? text.whyNot.onlyHips : text.whyNot.nothingBeside,
      on: settings.blink,
      run: set({ blink: !settings.blink }),
    },
  ];
}
