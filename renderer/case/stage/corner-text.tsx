// The text that radiologists expect in the corners, and the side letters, which stay correct on flipped pictures.

import type { ReactNode } from 'react';
import { turnedSize, type Turn } from '../../../main/domain/film/turn.ts';
import { magnificationOf, patientSpacingOf } from '../../../main/domain/film/spacing.ts';
import type { Case } from '../../../main/domain/study/case.ts';
import type { Side } from '../../../main/domain/hip.ts';
import { text } from '../../text/english.ts';
import { classes } from '../../ui/classes.ts';
import { FailureNote } from '../../ui/message.tsx';
import { sidesAtEdges } from '../../viewer/orientation.ts';
import { scaleBar } from '../../viewer/scale-bar.ts';
import style from './corner-text.module.css';
import type { ShownFilm } from './shown-film.ts';

const LONGEST_BAR_PX = 200;

interface CornerTextProps {
  readonly found: Case;
  readonly film: ShownFilm;
}

export function CornerText({ found, film }: CornerTextProps) {
  const { row, radiograph, hips } = found;
  const { placed, turned, settings, window, preset } = film;
  const hip = hips.find(({ hipId }) => hipId === row.hipId) ?? hips.at(0);
  const turn: Turn = placed?.turn ?? 'none';
  const details = radiograph.details ?? null;
  const size = turnedSize(turn, radiograph);
  const turnedForReading = text.case.turned(radiograph.turn);
  const patient = patientSpacingOf(radiograph);
  const edgeWidthMm = hip?.quality?.edgeWidthMm ?? null;
  // A picture of a knee states no spacing, and there are no femoral heads to estimate it from.
  const scaleless = row.knee !== undefined && radiograph.spacingSource === 'estimated';
  const estimated = radiograph.spacingSource === 'estimated' || radiograph.spacingSource === 'supplied';
  return (
    <>
      <Corner className={style.topLeft}>
        <strong>{row.name}</strong>
        <span>{text.hip.visit(row.visit)}</span>
        <span data-corner="side">{text.hip.sideOf(row)}</span>
        {details !== null && <span>{text.viewer.person(details)}</span>}
        {!film.inSight && <strong className={style.caution}>{text.viewer.outOfSight}</strong>}
      </Corner>
      <Corner className={style.topRight}>
        <span>{text.case.size(size.width, size.height)}</span>
        {hip?.pointsFrom === 'network' && <span className={style.caution}>{text.case.pointsFound}</span>}
        {radiograph.monochrome1 && <span>{text.case.monochrome1}</span>}
        {turnedForReading !== null && !turned.stored && <span className={style.caution}>{turnedForReading}</span>}
        {turned.stored && <strong className={style.caution}>{text.case.asStored}</strong>}
        {!turned.stored && turn !== 'none' && <strong className={style.caution}>{text.viewer.turnedForDisplay(turn)}</strong>}
        {settings.inverted && <strong>{text.case.inverted}</strong>}
        {film.isPreview && <strong className={classes(style.caution, style.ifItLasts)}>{text.viewer.preview}</strong>}
        {settings.equalised && <strong className={style.caution}>{text.viewer.equalised}</strong>}
      </Corner>
      <Corner className={style.bottomLeft}>
        {placed !== null && <span>{text.case.zoom(placed.view.scale)}</span>}
        {preset !== null && window !== null && !settings.equalised && <span>{text.viewer.presets[preset]}</span>}
        {window !== null && <span>{film.byTable ? text.viewer.voiLut : text.case.windowLevel(window.width, window.centre)}</span>}
      </Corner>
      <Corner className={style.bottomRight}>
        {scaleless ? (
          <span className={style.caution}>{text.case.noScale}</span>
        ) : (
          <>
            {placed !== null && <ScaleBar pixelsPerMm={placed.view.scale / patient.mm} />}
            <span>{text.case.plane(patient.source, magnificationOf(radiograph))}</span>
            {edgeWidthMm !== null && <span>{text.case.edges(edgeWidthMm)}</span>}
            <span>{text.case.spacing(radiograph.spacingMm)}</span>
            <span className={estimated ? style.caution : undefined}>{text.case.spacingSource[radiograph.spacingSource]}</span>
          </>
        )}
      </Corner>
      {hip !== undefined &&
        sidesAtEdges(hip, turn).map(({ edge, side }) => <SideLetter key={edge} side={side} className={style[`${edge}Letter`]} />)}
      {(film.failed || film.levels === null) && (
        <div className={style.centre}>
          {film.failed ? <FailureNote message={text.failure.picture} /> : <span role="status">{text.case.loading}</span>}
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
