// The radiograph with both hips outlined, and the zones, landmarks and evidence of the open hip.

import { memo, useMemo, type ReactNode } from 'react';
import { patientSpacingOf } from '../../../main/domain/film/spacing.ts';
import type { Case } from '../../../main/domain/study/case.ts';
import { CROP_SIZE } from '../../../main/domain/hip-crop.ts';
import { FINDINGS, quadrantsOf } from '../../../main/domain/finding.ts';
import { HEATMAPS, type GradingKind, type HeatmapAnswer, type HeatmapScore } from '../../../main/domain/grading.ts';
import { QUADRANTS, type Quadrant } from '../../../main/domain/quadrant.ts';
import { useHeatmaps } from '../../api/bytes.ts';
import { text } from '../../text/english.ts';
import { heatmapCanvas } from '../../viewer/heatmap-canvas.ts';
import { HeatContours } from '../../viewer/heat-contours.tsx';
import { CropName, CropOutline, heatmapBox, HeatmapPicture, Landmarks, TrueOutline, Zone } from '../../viewer/hip-layer.tsx';
import type { LeftButton } from '../../viewer/gestures.ts';
import { RadiographStage } from '../../viewer/radiograph-stage.tsx';
import { measuredBy, type Overlays, type StageValues, type Tool } from '../../viewer/stage-settings.ts';
import { scoreFor, type HeatSettings } from '../heat-settings.ts';
import { CornerText } from './corner-text.tsx';
import { MeasureShapes } from '../measure/measure-shapes.tsx';
import type { HipMeasurements } from '../measure/measurements.ts';
import { useMeasuring } from '../measure/measuring.ts';
import { useShownFilm, type WindowDrag } from './shown-film.ts';

type CaseHip = Case['hips'][number];

interface CaseStageProps {
  readonly found: Case;
  readonly values: StageValues;
  readonly measurements: HipMeasurements;
  readonly shown: readonly HeatmapAnswer[];
  readonly heat: HeatSettings;
  readonly drag: WindowDrag;
  /** Shows the evidence of this grading. Null shows that of the grading in force. */
  readonly graded: { readonly kind: GradingKind; readonly gradedAt: string; readonly scores: readonly HeatmapScore[] } | null;
  readonly onHip: (hipId: string) => void;
}

export function CaseStage({ found, values, measurements, shown, heat, drag, graded, onHip }: CaseStageProps) {
  const film = useShownFilm(found, values, drag);
  const { row, radiograph, hips } = found;
  const { placed, settings, turned } = film;
  // Shapes lie on the film as it is read, so none are drawn over the film as stored.
  const kind = measuredBy(settings.tool);
  const measuring = useMeasuring({ hipId: row.hipId, kind, placed, measurements });
  const drawn = turned.stored ? NO_HIPS : hips;
  return (
    <RadiographStage
      label={text.case.stage(text.hip.nameOf(row))}
      hipId={row.hipId}
      filmId={radiograph.radiographId}
      placed={placed}
      levels={film.levels}
      table={film.table}
      left={leftButton(settings.tool)}
      presses={measuring.presses}
      magnified={settings.tool === 'magnifier'}
      onWindow={film.onWindow}
      onView={film.onView}
      onSize={film.onSize}
      overlay={<CornerText found={found} film={film} />}
      labels={
        placed !== null && (
          <>
            {settings.overlays.crops &&
              drawn.map((other) => (
                <CropName
                  key={other.hipId}
                  frame={other.frame}
                  name={text.hip.sideOf({ side: other.side })}
                  active={other.hipId === row.hipId}
                  placed={placed}
                  onChoose={() => onHip(other.hipId)}
                />
              ))}
            {!turned.stored && (
              <MeasureShapes
                placed={placed}
                mmPerPixel={patientSpacingOf(radiograph).mm}
                measurements={measuring.shown}
                chosen={measuring.drawing.chosen}
                draft={measuring.drawing.draft}
                handles={kind !== null}
              />
            )}
          </>
        )
      }
    >
      <HipShapes
        hips={drawn}
        hipId={row.hipId}
        spacingMm={radiograph.spacingMm}
        overlays={settings.overlays}
        shown={shown}
        heat={heat}
        graded={graded}
      />
    </RadiographStage>
  );
}

/** With a magnifier in the hand, a drag pans. */
function leftButton(tool: Tool): LeftButton {
  if (measuredBy(tool) !== null) return 'press';
  return tool === 'window' || tool === 'zoom' ? tool : 'pan';
}

const NO_HIPS: readonly CaseHip[] = [];

interface HipShapesProps {
  readonly hips: readonly CaseHip[];
  /** The open hip. */
  readonly hipId: string;
  readonly spacingMm: number;
  readonly overlays: Overlays;
  readonly shown: readonly HeatmapAnswer[];
  readonly heat: HeatSettings;
  readonly graded: CaseStageProps['graded'];
}

/** Everything that lies on the film. It stays as it is while the film is panned and zoomed. */
const HipShapes = memo(function HipShapes({ hips, hipId, spacingMm, overlays, shown, heat, graded }: HipShapesProps): ReactNode {
  const hip = hips.find((candidate) => candidate.hipId === hipId) ?? null;
  const score = scoreFor(graded?.scores ?? hip?.scores ?? [], heat);
  const heatmaps = useHeatmapCanvases(hip, { heat, score }, graded);
  const zones = zonesOf(shown);
  // The map of the whole hip is the same for every quadrant, so it is drawn once.
  const explained = score === 'global' ? shown.slice(0, 1) : shown;
  const visible = heat.drawn === 'colours' ? explained : NOT_GRADED;
  return (
    <>
      {hip !== null &&
        overlays.heatmap &&
        heatmaps.map(({ answer, canvas }) => (
          <HeatmapPicture key={answer} canvas={canvas} frame={hip.frame} opacity={visible.includes(answer) ? heat.opacity : 0} />
        ))}
      {hip !== null &&
        overlays.heatmap &&
        heat.drawn === 'lines' &&
        heatmaps
          .filter(({ answer }) => explained.includes(answer))
          .map(({ answer, found }) => (
            <HeatContours
              key={answer}
              heat={found}
              size={CROP}
              box={heatmapBox(hip.frame)}
              map={heat.map}
              threshold={heat.threshold}
              opacity={heat.opacity}
            />
          ))}
      {overlays.crops &&
        hips.map((other) => <CropOutline key={other.hipId} frame={other.frame} active={other.hipId === hipId} />)}
      {hip !== null &&
        QUADRANTS.filter((quadrant) => overlays.crops || zones.has(quadrant)).map((quadrant) => (
          <Zone key={quadrant} points={hip.zones[quadrant]} radius={hip.zoneRadiusMm / spacingMm} strong={zones.has(quadrant)} />
        ))}
      {hip !== null &&
        QUADRANTS.map((quadrant) => {
          const outline = zones.has(quadrant) ? hip.trueOutlines[quadrant] : null;
          return outline === null ? null : <TrueOutline key={quadrant} points={outline} />;
        })}
      {overlays.landmarks && hips.map((other) => <Landmarks key={other.hipId} points={other.landmarks} />)}
    </>
  );
});

/** Returns the target zones of the answers on screen. */
function zonesOf(shown: readonly HeatmapAnswer[]): ReadonlySet<Quadrant> {
  return new Set([
    ...QUADRANTS.filter((quadrant) => shown.includes(quadrant)),
    ...FINDINGS.filter((finding) => shown.includes(finding)).flatMap(quadrantsOf),
  ]);
}

const NOT_GRADED: readonly HeatmapAnswer[] = [];

const CROP = { width: CROP_SIZE, height: CROP_SIZE };

/** Returns the heatmaps of all answers as canvases. They are fetched together, so hovering never waits. */
function useHeatmapCanvases(
  hip: CaseHip | null,
  { heat, score }: { readonly heat: HeatSettings; readonly score: HeatmapScore },
  graded: CaseStageProps['graded'],
) {
  const kind = hip === null ? null : (graded?.kind ?? hip.grading?.kind ?? null);
  const gradedAt = graded?.gradedAt ?? hip?.gradedAt ?? null;
  const answers = kind === null ? NOT_GRADED : HEATMAPS[kind].answers;
  const maps = useHeatmaps({ hipId: hip?.hipId ?? '', gradedAt }, answers, score);
  const { map, threshold } = heat;
  const look = useMemo(() => ({ map, threshold }), [map, threshold]);
  return useMemo(
    () =>
      answers.flatMap((answer, index) => {
        const found = maps[index] ?? null;
        return found === null ? [] : [{ answer, found, canvas: heatmapCanvas(found, look) }];
      }),
    [maps, answers, look],
  );
}
