// The attention audit in short: how much of the evidence lies in the zone, with a warning if it is little.

import { text } from '../text/english.ts';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import style from './attention-note.module.css';

interface AttentionNoteProps {
  readonly share: number;
  readonly low: boolean;
  readonly help: string;
}

export function AttentionNote({ share, low, help }: AttentionNoteProps) {
  return (
    <span className={classes(style.note, low && style.low)} title={low ? text.cross.attentionLow : help}>
      <Icon name={low ? 'warning' : 'target'} size={14} />
      {text.cross.attention(share)}
    </span>
  );
}
