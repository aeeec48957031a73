// The commands of a training run.

import type { Run } from '../../main/domain/training/run.ts';
import type { Command } from '../commands/command.ts';
import { go } from '../commands/navigation.ts';
import { text } from '../text/english.ts';

const group = text.commandGroup.train;

export function startCommand({ ready, run }: { readonly ready: boolean; readonly run: () => void }): Command {
  return { id: 'train.start', title: text.train.command.start, group, icon: 'play', shortcut: 'Ctrl+Enter', enabled: ready, run };
}

interface RunActions {
  readonly pause: () => void;
  readonly stop: () => void;
  readonly resume: () => void;
  /** True while a requested action is pending. */
  readonly busy: boolean;
}

export interface RunCommands {
  readonly pause: Command;
  readonly stop: Command;
  readonly resume: Command;
  readonly back: Command;
}

export function runCommands(run: Pick<Run, 'state' | 'last' | 'epochs'> | null, actions: RunActions): RunCommands {
  const labels = text.train.command;
  const running = run?.state === 'running' && !actions.busy;
  const unfinished = run !== null && (run.last?.epoch ?? 0) < run.epochs;
  const resumable = run !== null && run.state !== 'running' && (unfinished || run.state !== 'finished') && !actions.busy;
  return {
    pause: { id: 'train.pause', title: labels.pause, group, icon: 'pause', shortcut: 'P', enabled: running, run: actions.pause },
    stop: { id: 'train.stop', title: labels.stop, group, icon: 'stop', shortcut: 'S', enabled: running, run: actions.stop },
    resume: {
      id: 'train.resume',
      title: labels.resume,
      group,
      icon: 'play',
      shortcut: 'G',
      enabled: resumable,
      run: actions.resume,
    },
    back: {
      id: 'train.back',
      title: labels.back,
      group,
      icon: 'back',
      shortcut: 'Backspace',
      run: () => go({ screen: 'train', runId: null }),
    },
  };
}
