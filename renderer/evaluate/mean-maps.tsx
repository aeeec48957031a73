// Where the evidence for each answer lies on average, over the truly positive hips.

import { colourOf } from '../../main/domain/colour-map.ts';
import type { MeanMap } from '../../main/domain/evaluation/evaluation.ts';
import { evaluationText } from '../text/evaluation.ts';
import style from './evaluate.module.css';
import { answerName } from './figure-text.ts';

export function MeanMaps({ maps }: { readonly maps: Readonly<Record<string, MeanMap>> }) {
  return (
    <section aria-label={evaluationText.meanMaps}>
      <h2>{evaluationText.meanMaps}</h2>
      <p className={style.quiet}>{evaluationText.meanMapHelp}</p>
      <div className={style.side}>
        {Object.entries(maps).map(([name, map]) => (
          <Map key={name} label={evaluationText.meanMap(answerName(name), map.hips)} map={map} />
        ))}
      </div>
    </section>
  );
}

const EDGE = 154;

function Map({ label, map: { size, values } }: { readonly label: string; readonly map: MeanMap }) {
  const most = Math.max(...values);
  return (
    <figure className={style.map}>
      <svg role="img" aria-label={label} width={EDGE} height={EDGE} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
        {values.map((value, at) => (
          <rect
            // oxlint-disable-next-line react/no-array-index-key -- a cell is its place
            key={at}
            x={at % size}
            y={Math.floor(at / size)}
            width={1}
            height={1}
            fill={`rgb(${colourOf('inferno', value / most).join(' ')})`}
          />
        ))}
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}
