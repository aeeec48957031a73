// The strip beside the stage: tools first, then picture commands, then overlays.

import type { Command } from '../commands/command.ts';
import { CommandIcon } from '../commands/command-button.tsx';
import { text } from '../text/english.ts';
import style from './tool-strip.module.css';

const GROUPS = [
  ['tool.window', 'tool.zoom', 'tool.pan', 'tool.magnifier'],
  ['tool.distance', 'tool.joint-space', 'tool.angle', 'tool.circle'],
  ['view.zoomHip', 'view.fit', 'view.actual', 'view.rotate', 'view.flip', 'view.stored'],
  ['view.nextPreset', 'view.resetWindow', 'view.invert', 'view.equalise'],
  ['beside.visits', 'beside.sides', 'beside.models', 'beside.blink'],
  ['view.crops', 'view.landmarks', 'view.heatmap'],
];

export function ToolStrip({ commands }: { readonly commands: readonly Command[] }) {
  return (
    <div role="toolbar" aria-label={text.case.tools} aria-orientation="vertical" className={style.strip}>
      {GROUPS.map((ids) => (
        <div key={ids[0]} className={style.group}>
          {ids.map((id) => {
            const command = commands.find((candidate) => candidate.id === id);
            return command === undefined ? null : <CommandIcon key={id} command={command} />;
          })}
        </div>
      ))}
    </div>
  );
}
