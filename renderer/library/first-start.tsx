// The first start: the demo as the main action, and ways to create or open a study.

import { useQuery } from '@tanstack/react-query';
import { useOpenStudy } from './open-study.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './first-start.module.css';

export function FirstStart() {
  const { queries } = useWorkstation();
  const show = useShowSheet();
  const recent = useQuery(queries.studies.recent.queryOptions());
  const { open, failure } = useOpenStudy();
  return (
    <div className={style.start}>
      <div className={style.column}>
        <header className={style.head}>
          <h1>{text.start.title}</h1>
          <p>{text.start.lead}</p>
        </header>
        <section className={style.demo}>
          <Button tone="main" large icon="play" onClick={() => show({ kind: 'demo', jobId: null })}>
            {text.start.demo}
          </Button>
          <p>{text.start.demoHelp}</p>
        </section>
        <div>
          <Button icon="info" onClick={() => show({ kind: 'tour' })}>
            {text.tour.offer}
          </Button>
        </div>
        <div className={style.own}>
          <button type="button" onClick={() => show({ kind: 'create-study' })}>
            <Icon name="plus" />
            <strong>{text.start.create}</strong>
            <span>{text.start.createHelp}</span>
          </button>
          <button type="button" onClick={() => show({ kind: 'open-study' })}>
            <Icon name="folder" />
            <strong>{text.start.open}</strong>
            <span>{text.start.openHelp}</span>
          </button>
        </div>
        {recent.data !== undefined && recent.data.length > 0 && (
          <section className={style.recent} aria-label={text.start.recent}>
            <h2>{text.start.recent}</h2>
            <ul>
              {recent.data.slice(0, 5).map((study) => (
                <li key={study.folder}>
                  <button type="button" onClick={() => open(study.folder)}>
                    <strong>{study.name}</strong>
                    <span>{study.folder}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        {failure !== null && <FailureNote message={failure} />}
      </div>
    </div>
  );
}
