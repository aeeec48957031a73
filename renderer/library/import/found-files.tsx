// What the workstation found in the files: counts, and the problems of some of them.

import type { ImportPlan } from '../../../main/domain/study/import-plan.ts';
import { importText } from '../../text/import-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { WarningNote } from '../../ui/message.tsx';
import { saveProblems } from '../../ui/save-problems.ts';
import style from './import-sheet.module.css';

/** Only this many problems are listed. The saved list has all of them. */
const LISTED = 20;

export function FoundFiles({ plan }: { readonly plan: ImportPlan }) {
  const { counts } = plan;
  const problems = plan.problems.filter(({ failure }) => failure.code !== 'left-out');
  const leftOut = plan.problems.filter(({ failure }) => failure.code === 'left-out');
  const lines = [
    counts.radiographs > 0 && importText.radiographs(counts.radiographs),
    counts.crops > 0 && importText.crops(counts.crops),
    counts.subjects > 0 && importText.subjects(counts.subjects),
    counts.hips > 0 && importText.hips(counts.hips),
    counts.radiographs > 0 && importText.points(counts.withPoints, counts.radiographs),
    counts.labels > 0 && importText.labels(counts.labels, counts.matchedLabels),
    counts.splitSubjects > 0 && importText.splits(counts.splitSubjects),
  ].filter((line) => line !== false);
  return (
    <section className={style.found} aria-label={importText.found}>
      <h3>{importText.found}</h3>
      {lines.length === 0 && <WarningNote>{importText.nothing}</WarningNote>}
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <Icon name="check" />
            {line}
          </li>
        ))}
      </ul>
      <FileList title={importText.problems} problems={problems} isOpen={problems.length <= 3} />
      <FileList title={importText.leftOut} problems={leftOut} isOpen={false} />
    </section>
  );
}

interface FileListProps {
  readonly title: string;
  readonly problems: ImportPlan['problems'];
  readonly isOpen: boolean;
}

function FileList({ title, problems, isOpen }: FileListProps) {
  if (problems.length === 0) return null;
  return (
    <details className={style.problems} open={isOpen}>
      <summary>
        {title} ({problems.length})
      </summary>
      <ul aria-label={title}>
        {problems.slice(0, LISTED).map(({ file, failure }) => (
          <li key={`${file}|${failure.message}`}>{failure.message}</li>
        ))}
      </ul>
      {problems.length > LISTED && <p>{importText.more(problems.length - LISTED)}</p>}
      <Button tone="quiet" onClick={() => saveProblems(problems)}>
        {importText.save}
      </Button>
    </details>
  );
}
