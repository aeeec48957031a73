// The text that radiologists expect in the corners, and the side letters, which stay correct on flipped pictures.

import type { ReactNode } from 'react';
import { magnificationOf, patientSpacingOf } from '../../main/domain/film/spacing.ts';
import type { Case } from '../../main/domain/study/case.ts';
import type { Side } from '../../main/domain/hip.ts';
import { text } from '../text/english.ts';
import { classes } from '../ui/classes.ts';
import { FailureNote } from '../ui/message.tsx';
import { sideAtImageLeft, sideAtStoredLeft } from '../viewer/orientation.ts';
import { scaleBar } from '../viewer/scale-bar.ts';
import style from './corner-text.module.css';
import type { StageState } from './stage-state.ts';

const LONGEST_BAR_PX = 200;

interface CornerTextProps {
  readonly found: Case;
  readonly stage: StageState;
  readonly failed: boolean;
  readonly loading: boolean;
}

export function CornerText({ found, stage, failed, loading }: CornerTextProps) {
  const { row, radiograph, hips } = found;
  const { view, window } = stage;
  const hip = hips.find(({ hipId }) => hipId === row.hipId) ?? hips.at(0);
  const leftOf = stage.stored ? (shown: (typeof hips)[number]) => sideAtStoredLeft(shown, radiograph.turn) : sideAtImageLeft;
  const left = hip === undefined ? null : leftOf(hip);
  const turned = text.case.turned(radiograph.turn);
  const patient = patientSpacingOf(radiograph);
  const edgeWidthMm = hip?.quality?.edgeWidthMm ?? null;
  const estimated = radiograph.spacingSource === 'estimated' || radiograph.spacingSource === 'supplied';
  return (
    <>
      <Corner className={style.topLeft}>
        <strong>{row.name}</strong>
        <span>{text.hip.visit(row.visit)}</span>
        <span>{text.hip.side[row.side]}</span>
      </Corner>
      <Corner className={style.topRight}>
        <span>{text.case.size(stage.shownSize.width, stage.shownSize.height)}</span>
        {hip?.pointsFrom === 'network' && <span className={style.caution}>{text.case.pointsFound}</span>}
        {radiograph.monochrome1 && <span>{text.case.monochrome1}</span>}
        {turned !== null && !stage.stored && <span className={style.caution}>{turned}</span>}
        {stage.stored && <strong className={style.caution}>{text.case.asStored}</strong>}
        {stage.inverted && <strong>{text.case.inverted}</strong>}
      </Corner>
      <Corner className={style.bottomLeft}>
        {view !== null && <span>{text.case.zoom(view.scale)}</span>}
        <span>{text.case.windowLevel(window.width, window.centre)}</span>
      </Corner>
      <Corner className={style.bottomRight}>
        {view !== null && <ScaleBar pixelsPerMm={view.scale / patient.mm} />}
        <span>{text.case.plane(patient.source, magnificationOf(radiograph))}</span>
        {edgeWidthMm !== null && <span>{text.case.edges(edgeWidthMm)}</span>}
        <span>{text.case.spacing(radiograph.spacingMm)}</span>
        <span className={estimated ? style.caution : undefined}>{text.case.spacingSource[radiograph.spacingSource]}</span>
      </Corner>
      {left !== null && (
        <>
          <SideLetter side={left} className={style.leftLetter} />
          <SideLetter side={left === 'right' ? 'left' : 'right'} className={style.rightLetter} />
        </>
      )}
      {(failed || loading) && (
        <div className={style.centre}>
          {failed ? <FailureNote message={text.failure.picture} /> : <span role="status">{text.case.loading}</span>}
        </div>
      )}
    </>
  );
}

function Corner({ className, children }: { readonly className: string | undefined; readonly children: ReactNode }) {
  return <div className={classes(style.corner, className)}>{children}</div>;
}

function SideLetter({ side, className }: { readonly side: Side; readonly className: string | undefined }) {
  return (
    <span role="img" aria-label={text.case.sideMarker(side)} className={classes(style.letter, className)}>
      {text.hip.letter[side]}
    </span>
  );
}

function ScaleBar({ pixelsPerMm }: { readonly pixelsPerMm: number }) {
  const { millimetres, pixels } = scaleBar(pixelsPerMm, LONGEST_BAR_PX);
  return (
    <span className={style.scale}>
      {text.case.scaleBar(millimetres)}
      <span className={style.bar} style={{ width: pixels }} />
    </span>
  );
}
