// What an import would bring in, what would stay out, and why.

import type { ImportPlan } from '../../../main/domain/study/import-plan.ts';
import { importText } from '../../text/import-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { WarningNote } from '../../ui/message.tsx';
import { saveProblems } from '../../ui/save-problems.ts';
import style from './import-sheet.module.css';

/** Only this many problems are listed. The saved list has all of them. */
const LISTED = 20;

interface FoundFilesProps {
  readonly plan: ImportPlan;
  /** The spacing that the user typed for files without one. */
  readonly spacingMm: number | null;
}

export function FoundFiles({ plan, spacingMm }: FoundFilesProps) {
  const { counts } = plan;
  const problems = plan.problems.filter(({ failure }) => failure.code !== 'left-out');
  const leftOut = plan.problems.filter(({ failure }) => failure.code === 'left-out');
  const refused = refusedFiles(plan, spacingMm);
  const coming = [
    counts.radiographs > refused && importText.radiographs(counts.radiographs - refused),
    counts.crops > 0 && importText.crops(counts.crops),
    counts.subjects > 0 && importText.subjects(counts.subjects),
    counts.hips > 2 * refused && importText.hips(counts.hips - 2 * refused),
    counts.withPoints > 0 && importText.points(counts.withPoints, counts.radiographs),
    counts.labels > 0 && importText.labels(counts.labels, counts.matchedLabels),
    counts.splitSubjects > 0 && importText.splits(counts.splitSubjects),
  ].filter((line) => line !== false);
  const withoutPoints = counts.radiographs - refused - counts.withPoints;
  return (
    <section className={style.found} aria-label={importText.found}>
      <h3>{importText.comesIn}</h3>
      {coming.length === 0 && <WarningNote>{importText.nothing}</WarningNote>}
      <ul>
        {coming.map((line) => (
          <li key={line}>
            <Icon name="check" />
            {line}
          </li>
        ))}
      </ul>
      {withoutPoints > 0 && <WarningNote>{importText.noPoints(withoutPoints)}</WarningNote>}
      {refused + problems.length + leftOut.length > 0 && <h3>{importText.staysOut}</h3>}
      {refused > 0 && <WarningNote>{importText.noSpacing(refused)}</WarningNote>}
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

/** Returns how many films would be refused because nobody knows the size of their pixels. */
export function refusedFiles({ questions }: Pick<ImportPlan, 'questions'>, spacingMm: number | null): number {
  const asked = questions.find((question) => question.kind === 'spacing');
  return asked === undefined || spacingMm !== null ? 0 : asked.files - asked.estimable;
}

/** Returns how many things would come in. An import of nothing cannot start. */
export function comingIn({ counts, questions }: Pick<ImportPlan, 'counts' | 'questions'>, spacingMm: number | null): number {
  return counts.radiographs - refusedFiles({ questions }, spacingMm) + counts.crops + counts.labels + counts.splitSubjects;
}
