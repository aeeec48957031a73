// The radiograph with both hips outlined, and the zones, landmarks and evidence of the open hip.

import { useMemo } from 'react';
import { inverseTurn, turnInto, turnedSize, type Turn } from '../../main/domain/film/turn.ts';
import type { Case } from '../../main/domain/study/case.ts';
import { FINDINGS, quadrantsOf } from '../../main/domain/finding.ts';
import { HEATMAPS, type HeatmapAnswer } from '../../main/domain/grading.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import { useHeatmaps, useRadiograph, type GreyPicture } from '../api/bytes.ts';
import { text } from '../text/english.ts';
import { heatmapCanvas } from '../viewer/heatmap-canvas.ts';
import { CropOutline, HeatmapPicture, Landmarks, Zone } from '../viewer/hip-layer.tsx';
import { RadiographStage } from '../viewer/radiograph-stage.tsx';
import { CornerText } from './corner-text.tsx';
import { scoreFor, type HeatSettings } from './heat-settings.ts';
import type { StageState } from './stage-state.ts';

/** Enough to show the whole radiograph. The full size is fetched when the reader zooms in. */
const FIRST_EDGE = 1400;
const FULL_EDGE = 16_384;

type CaseHip = Case['hips'][number];

interface CaseStageProps {
  readonly found: Case;
  readonly stage: StageState;
  readonly shown: readonly HeatmapAnswer[];
  readonly heat: HeatSettings;
  readonly onHip: (hipId: string) => void;
}

export function CaseStage({ found, stage, shown, heat, onHip }: CaseStageProps) {
  const { row, radiograph, hips } = found;
  const { view, overlays } = stage;
  const first = useRadiograph(radiograph, FIRST_EDGE, true);
  const longest = Math.max(radiograph.width, radiograph.height);
  const needsFull = view !== null && longest > FIRST_EDGE && view.scale * window.devicePixelRatio > FIRST_EDGE / longest;
  const full = useRadiograph(radiograph, FULL_EDGE, needsFull);
  // Shapes lie on the film as it is read, so none are drawn over the film as stored.
  const drawn = stage.stored ? [] : hips;
  const hip = drawn.find(({ hipId }) => hipId === row.hipId) ?? null;
  const heatmaps = useHeatmapCanvases(hip, heat);
  const zones = zonesOf(shown);
  const scale = view?.scale ?? 1;
  const picture = useTurned(
    (needsFull ? full.data : undefined) ?? first.data ?? null,
    stage.stored ? inverseTurn(radiograph.turn) : 'none',
  );
  return (
    <RadiographStage
      label={text.case.stage(text.hip.name(row.name, row.visit, row.side))}
      size={stage.shownSize}
      picture={picture}
      window={stage.window}
      inverted={stage.inverted}
      tool={stage.tool}
      view={view}
      onWindow={stage.setWindow}
      onView={stage.setView}
      onSize={stage.setSize}
      overlay={<CornerText found={found} stage={stage} failed={first.isError} loading={first.isPending} />}
    >
      {hip !== null &&
        overlays.heatmap &&
        heatmaps.map(({ answer, canvas }) => (
          <HeatmapPicture key={answer} canvas={canvas} frame={hip.frame} opacity={shown.includes(answer) ? heat.opacity : 0} />
        ))}
      {overlays.crops &&
        drawn.map((other) => (
          <CropOutline
            key={other.hipId}
            frame={other.frame}
            side={other.side}
            active={other.hipId === row.hipId}
            scale={scale}
            onChoose={() => onHip(other.hipId)}
          />
        ))}
      {hip !== null &&
        QUADRANTS.filter((quadrant) => overlays.crops || zones.has(quadrant)).map((quadrant) => (
          <Zone
            key={quadrant}
            points={hip.zones[quadrant]}
            radius={hip.zoneRadiusMm / radiograph.spacingMm}
            scale={scale}
            strong={zones.has(quadrant)}
          />
        ))}
      {overlays.landmarks && drawn.map((other) => <Landmarks key={other.hipId} points={other.landmarks} scale={scale} />)}
    </RadiographStage>
  );
}

function useTurned(picture: GreyPicture | null, turn: Turn): GreyPicture | null {
  return useMemo(() => {
    if (picture === null || turn === 'none') return picture;
    const values = turnInto(turn, picture.values, picture, new Uint16Array(picture.values.length));
    return { ...picture, ...turnedSize(turn, picture), values };
  }, [picture, turn]);
}

/** Returns the target zones of the answers on screen. */
function zonesOf(shown: readonly HeatmapAnswer[]): ReadonlySet<Quadrant> {
  return new Set([
    ...QUADRANTS.filter((quadrant) => shown.includes(quadrant)),
    ...FINDINGS.filter((finding) => shown.includes(finding)).flatMap(quadrantsOf),
  ]);
}

const NO_HIP = { hipId: '', gradedAt: null };

const NOT_GRADED: readonly HeatmapAnswer[] = [];

/** Returns the heatmaps of all answers as canvases. They are fetched together, so hovering never waits. */
function useHeatmapCanvases(hip: CaseHip | null, heat: HeatSettings) {
  const kind = hip?.grading?.kind ?? null;
  const answers = kind === null ? NOT_GRADED : HEATMAPS[kind].answers;
  const maps = useHeatmaps(hip ?? NO_HIP, answers, kind === null ? heat.score : scoreFor(kind, heat));
  return useMemo(
    () =>
      answers.flatMap((answer, index) => {
        const found = maps[index] ?? null;
        return found === null ? [] : [{ answer, canvas: heatmapCanvas(found, heat.map) }];
      }),
    [maps, answers, heat.map],
  );
}
