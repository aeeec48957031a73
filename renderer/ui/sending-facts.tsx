// What leaves this machine if a workstation does the work.

import type { Sending } from '../../main/domain/training/workstation.ts';
import { text } from '../text/english.ts';
import { FactList } from './fact-list.tsx';
import style from './sending-facts.module.css';

export function SendingFacts({ sending: { workstation, host, port, items } }: { readonly sending: Sending }) {
  const labels = text.sending;
  return (
    <section className={style.sending} aria-label={labels.title(workstation)}>
      <h3>{labels.title(workstation)}</h3>
      <FactList
        className={style.facts}
        facts={items.map(({ what, count, bytes }) => [labels.items[what], labels.amount(count, bytes)])}
      />
      <p>{labels.never(items.some(({ what }) => what === 'labels'))}</p>
      <p className={style.quiet}>{labels.to(host, port)}</p>
    </section>
  );
}
