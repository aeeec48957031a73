// The radiograph with both hips outlined and, for the open hip, its zones, landmarks and evidence.

import { useMemo } from 'react';
import type { Case } from '../../main/contract/schemas.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import { useHeatmap, useRadiograph } from '../api/bytes.ts';
import { text } from '../text/english.ts';
import { heatmapCanvas } from '../viewer/heatmap-canvas.ts';
import { CropOutline, HeatmapPicture, Landmarks, Zone } from '../viewer/hip-layer.tsx';
import { RadiographStage } from '../viewer/radiograph-stage.tsx';
import { CornerText } from './corner-text.tsx';
import type { HeatSettings } from './heat-settings.ts';
import type { StageState } from './stage-state.ts';

/** Enough for a stage that shows the whole radiograph; the full size follows when the reader zooms in. */
const FIRST_EDGE = 1400;
const FULL_EDGE = 16_384;

type CaseHip = Case['hips'][number];

interface CaseStageProps {
  readonly found: Case;
  readonly stage: StageState;
  readonly shown: readonly Quadrant[];
  readonly heat: HeatSettings;
  readonly onHip: (hipId: string) => void;
}

export function CaseStage({ found, stage, shown, heat, onHip }: CaseStageProps) {
  const { row, radiograph, hips } = found;
  const { view, overlays } = stage;
  const first = useRadiograph(radiograph.radiographId, FIRST_EDGE, true);
  const longest = Math.max(radiograph.width, radiograph.height);
  const needsFull = view !== null && longest > FIRST_EDGE && view.scale * window.devicePixelRatio > FIRST_EDGE / longest;
  const full = useRadiograph(radiograph.radiographId, FULL_EDGE, needsFull);
  const hip = hips.find(({ hipId }) => hipId === row.hipId) ?? null;
  const heatmaps = useHeatmaps(hip, heat);
  const scale = view?.scale ?? 1;
  return (
    <RadiographStage
      label={text.case.stage(text.hip.name(row.subject, row.visit, row.side))}
      size={radiograph}
      picture={(needsFull ? full.data : undefined) ?? first.data ?? null}
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
        QUADRANTS.map((quadrant) => {
          const canvas = heatmaps[quadrant];
          if (canvas === null) return null;
          return (
            <HeatmapPicture
              key={quadrant}
              canvas={canvas}
              frame={hip.frame}
              opacity={shown.includes(quadrant) ? heat.opacity : 0}
            />
          );
        })}
      {overlays.crops &&
        hips.map((other) => (
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
        QUADRANTS.filter((quadrant) => overlays.crops || shown.includes(quadrant)).map((quadrant) => (
          <Zone
            key={quadrant}
            points={hip.zones[quadrant]}
            radius={hip.zoneRadiusMm / radiograph.spacingMm}
            scale={scale}
            strong={shown.includes(quadrant)}
          />
        ))}
      {overlays.landmarks && hips.map((other) => <Landmarks key={other.hipId} points={other.landmarks} scale={scale} />)}
    </RadiographStage>
  );
}

/** The four heatmaps as pictures; null while there is none. Fetched together, so that hovering never waits. */
function useHeatmaps(hip: CaseHip | null, { score, map }: HeatSettings) {
  const one = (quadrant: Quadrant) => useOneHeatmap(hip, quadrant, score, map);
  return {
    'femur-superior': one('femur-superior'),
    'femur-inferior': one('femur-inferior'),
    'acetabulum-superior': one('acetabulum-superior'),
    'acetabulum-inferior': one('acetabulum-inferior'),
  };
}

function useOneHeatmap(hip: CaseHip | null, quadrant: Quadrant, score: HeatSettings['score'], map: HeatSettings['map']) {
  const heat = useHeatmap(hip?.hipId ?? '', quadrant, score, hip !== null && hip.grading !== null);
  return useMemo(() => (heat === null ? null : heatmapCanvas(heat, map)), [heat, map]);
}
