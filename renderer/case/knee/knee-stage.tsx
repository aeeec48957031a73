// The radiograph with its knees outlined, and a map over the open knee.

import { useState } from 'react';
import type { Case } from '../../../main/domain/study/case.ts';
import type { CaseKnee, KneeMap } from '../../../main/domain/study/knee-case.ts';
import { text } from '../../text/english.ts';
import { CropName, CropOutline } from '../../viewer/hip-layer.tsx';
import { RadiographStage } from '../../viewer/radiograph-stage.tsx';
import type { StageValues } from '../../viewer/stage-settings.ts';
import type { HeatSettings } from '../heat-settings.ts';
import { CornerText } from '../stage/corner-text.tsx';
import { openWindowDrag, useShownFilm } from '../stage/shown-film.ts';
import { KneeMapPicture, KneeRegion } from './knee-map.tsx';

interface KneeStageProps {
  readonly found: Case;
  /** Undefined until the knee is loaded, and if it has no picture. */
  readonly knee: CaseKnee | undefined;
  readonly map: KneeMap | undefined;
  readonly values: StageValues;
  readonly heat: HeatSettings;
  readonly onKnee: (hipId: string) => void;
}

export function KneeStage({ found, knee, map, values, heat, onKnee }: KneeStageProps) {
  const [drag] = useState(openWindowDrag);
  const film = useShownFilm(found, values, drag);
  const { row, radiograph } = found;
  const { placed, settings, turned } = film;
  const drawn = turned.stored ? [] : found.hips;
  const { tool } = settings;
  const region = knee?.grading?.region;
  return (
    <RadiographStage
      label={text.case.stage(text.hip.nameOf(row))}
      hipId={row.hipId}
      filmId={radiograph.radiographId}
      placed={placed}
      levels={film.levels}
      table={film.table}
      left={tool === 'window' || tool === 'zoom' ? tool : 'pan'}
      magnified={tool === 'magnifier'}
      onWindow={film.onWindow}
      onView={film.onView}
      onSize={film.onSize}
      overlay={<CornerText found={found} film={film} />}
      labels={
        placed !== null &&
        settings.overlays.crops &&
        drawn.map(({ hipId, frame, side }) => (
          <CropName
            key={hipId}
            frame={frame}
            name={text.hip.sideOf({ side, knee: row.knee })}
            active={hipId === row.hipId}
            placed={placed}
            onChoose={() => onKnee(hipId)}
          />
        ))
      }
    >
      {settings.overlays.crops &&
        drawn.map(({ hipId, frame }) => <CropOutline key={hipId} frame={frame} active={hipId === row.hipId} />)}
      {settings.overlays.crops && !turned.stored && knee !== undefined && region !== undefined && region.height < 1 && (
        <KneeRegion area={knee.area} region={region} />
      )}
      {knee !== undefined && knee.grading !== null && map !== undefined && settings.overlays.heatmap && !turned.stored && (
        <KneeMapPicture map={map} area={knee.area} region={knee.grading.region} heat={heat} />
      )}
    </RadiographStage>
  );
}
