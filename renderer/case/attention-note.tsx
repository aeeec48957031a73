// The attention audit in short: how much of the evidence lies in the zone, with a warning if it is little. It is silent where the model found
// nothing, because evidence for nothing has no place. A zone that leaves the crop says so. Where the true outline of an osteophyte is known, the
// share inside it stands beside.

import { text } from '../text/english.ts';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import style from './attention-note.module.css';

interface AttentionNoteProps {
  readonly share: number;
  readonly low: boolean;
  /** Whether the model found something to explain. */
  readonly positive: boolean;
  /** The share of the evidence inside the true outline. Undefined where none is known. */
  readonly inOutline?: number | undefined;
  /** The share of the zone outside the crop. */
  readonly outside?: number;
  readonly help: string;
}

/** A smaller part of a zone outside the crop is not mentioned. */
const WORTH_A_NOTE = 0.02;

export function AttentionNote({ share, low, positive, inOutline, outside = 0, help }: AttentionNoteProps) {
  return (
    <span className={style.notes}>
      {positive && (
        <span className={classes(style.note, low && style.low)} title={low ? text.cross.attentionLow : help}>
          <Icon name={low ? 'warning' : 'target'} size={14} />
          {text.cross.attention(share)}
        </span>
      )}
      {positive && inOutline !== undefined && (
        <span className={style.note} title={text.cross.inOutlineHelp}>
          <Icon name="outline" size={14} />
          {text.cross.inOutline(inOutline)}
        </span>
      )}
      {outside > WORTH_A_NOTE && (
        <span className={style.note} title={text.cross.zoneOutsideHelp}>
          <Icon name="crop" size={14} />
          {text.cross.zoneOutside(outside)}
        </span>
      )}
    </span>
  );
}
