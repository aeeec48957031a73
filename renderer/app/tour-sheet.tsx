// A short tour for a first user: what each screen is for and the keys that matter. The first start and the palette offer it.

import { useState } from 'react';
import { text } from '../text/english.ts';
import { tourSteps } from '../text/tour.ts';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import style from './tour-sheet.module.css';

export function TourSheet({ onClose }: { readonly onClose: () => void }) {
  const [at, setAt] = useState(0);
  const step = tourSteps[at] ?? tourSteps[0];
  const last = at === tourSteps.length - 1;
  return (
    <Sheet
      title={step.title}
      onClose={onClose}
      actions={
        <>
          <span className={style.place}>{text.tour.place(at + 1, tourSteps.length)}</span>
          <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
            {text.tour.back}
          </Button>
          <Button tone="main" data-first onClick={() => (last ? onClose() : setAt(at + 1))}>
            {last ? text.common.done : text.tour.next}
          </Button>
        </>
      }
    >
      <p role="status">{step.lead}</p>
      <dl className={style.keys}>
        {step.keys.map(([name, key]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
