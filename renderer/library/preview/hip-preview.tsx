// The chosen hip beside the list: its picture, the grades of model and reader, and a button that opens its case.

import { memo } from 'react';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import { FINDINGS } from '../../../main/domain/finding.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { usePrefetch } from '../../api/films/use-film.ts';
import { useSigned } from '../../api/signed.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { kneeLabelInWords, kneeText } from '../../text/knee.ts';
import { Button } from '../../ui/button.tsx';
import { FactList, type Fact } from '../../ui/fact-list.tsx';
import { GradeMark, ReadingMark } from '../../ui/grade-mark.tsx';
import { TableMark } from '../../ui/label-mark.tsx';
import { FindingMark, isGraded, PresenceMark } from '../../ui/model-marks.tsx';
import { EmptyState, FailureNote, WarningNote } from '../../ui/message.tsx';
import style from './hip-preview.module.css';
import { SubjectStrip } from './subject-strip.tsx';

interface HipPreviewProps {
  readonly row: HipRow | null;
  /** True if the list has nothing to choose from. */
  readonly listEmpty: boolean;
  readonly onOpen: (row: HipRow) => void;
}

const NOBODY: readonly string[] = [];

/** Rows that the reader only passes are not fetched. */
const LOOKED_AT_MS = 200;

/** Memoised, so it is drawn again only when another hip is chosen. */
export const HipPreview = memo(function HipPreview({ row, listEmpty, onOpen }: HipPreviewProps) {
  const { bytes } = useWorkstation();
  usePrefetch(row === null ? NOBODY : [row.hipId], LOOKED_AT_MS);
  if (row === null) {
    return (
      <aside className={style.preview} aria-label={text.preview.title}>
        {!listEmpty && (
          <EmptyState icon="case" title={text.preview.none}>
            {text.preview.noneHelp}
          </EmptyState>
        )}
      </aside>
    );
  }
  const name = text.hip.nameOf(row);
  return (
    <aside className={style.preview} aria-label={text.preview.title}>
      {row.thumbnail !== null && <Picture key={row.hipId} path={bytes.thumbnail(row.hipId, row.thumbnail)} name={name} />}
      <header className={style.head}>
        <h2>{row.name}</h2>
        <p>
          {text.hip.visit(row.visit)} · {text.hip.sideOf(row)}
        </p>
      </header>
      <Button tone="main" onClick={() => onOpen(row)} aria-keyshortcuts="Enter" keyHint="↵">
        {text.preview.open}
      </Button>
      {row.problem !== null && <FailureNote message={row.problem.message} />}
      {row.unlike && <WarningNote>{text.preview.unlike}</WarningNote>}
      {row.attentionFlag && <WarningNote>{text.preview.flagged}</WarningNote>}
      {row.knee === undefined ? <HipGrades row={row} /> : <KneeGrades knee={row.knee} />}
      <SubjectStrip chosen={row} onChoose={onOpen} />
      <FactList facts={factsOf(row)} className={style.facts} />
    </aside>
  );
});

function HipGrades({ row }: { readonly row: HipRow }) {
  const labelled = QUADRANTS.some((quadrant) => row.label[quadrant].kind !== 'missing');
  return (
    <table className={style.grades}>
      <thead>
        <tr>
          <th aria-label={text.cross.title} />
          <th scope="col" title={row.gradedBy ?? undefined}>
            {text.preview.model}
          </th>
          <th scope="col">{text.preview.reader}</th>
          {labelled && <th scope="col">{cohortText.label.table}</th>}
        </tr>
      </thead>
      <tbody>
        {QUADRANTS.map((quadrant) => (
          <tr key={quadrant}>
            <th scope="row">{text.quadrant[quadrant]}</th>
            <td>
              {row.presence === null ? (
                <GradeMark grade={row.model?.[quadrant] ?? null} name={text.quadrant[quadrant]} />
              ) : (
                <PresenceMark present={row.presence[quadrant]} name={text.quadrant[quadrant]} />
              )}
            </td>
            <td>
              <ReadingMark label={row.reading[quadrant]} name={text.quadrant[quadrant]} />
            </td>
            {labelled && (
              <td>
                <TableMark label={row.label[quadrant]} name={text.quadrant[quadrant]} />
              </td>
            )}
          </tr>
        ))}
        {row.findings !== null && <Findings findings={row.findings} />}
      </tbody>
    </table>
  );
}

function KneeGrades({ knee: { model, reading, label } }: { readonly knee: NonNullable<HipRow['knee']> }) {
  const facts = [
    [kneeText.model, model === null ? text.preview.notGraded : kneeText.grade(model)],
    [kneeText.reader, kneeLabelInWords(reading)],
    [kneeText.label, label === null ? kneeText.noLabel : kneeText.grade(label)],
  ] as const;
  return <FactList facts={facts} className={style.facts} />;
}

function Picture({ path, name }: { readonly path: string; readonly name: string }) {
  return <img className={style.picture} src={useSigned(path)} alt={text.library.thumbnail(name)} draggable={false} />;
}

function Findings({ findings }: { readonly findings: NonNullable<HipRow['findings']> }) {
  return FINDINGS.map((finding) => (
    <tr key={finding}>
      <th scope="row">{text.finding[finding]}</th>
      <td>
        <FindingMark finding={finding} grade={findings[finding]} />
      </td>
    </tr>
  ));
}

/** Only a model that grades quadrants returns this probability. */
function anyOsteophyte(row: HipRow): string {
  if (row.globalProbability !== null) return row.globalProbability.toFixed(2);
  return isGraded(row) ? text.preview.notGiven : text.preview.notGraded;
}

/** Returns what else the study knows about the hip, as name and value. */
function factsOf(row: HipRow): readonly Fact[] {
  const labels = cohortText.label;
  const { globalLabel, gradedBy, uncertainty, disagreement, labelDisagreement, split, cohort } = row;
  const read = QUADRANTS.filter((quadrant) => row.reading[quadrant].kind !== 'missing').length;
  const ofQuadrants: readonly Fact[] = [
    [text.preview.any, anyOsteophyte(row)],
    [text.preview.reading, text.preview.read(read)],
    [labels.strength, cohortText.strength(row.strength)],
  ];
  return [
    ...(row.knee === undefined ? ofQuadrants : []),
    ...(globalLabel === null ? [] : [[labels.global, globalLabel ? labels.yes : labels.no] as const]),
    ...(gradedBy === null ? [] : [[cohortText.facet.gradedBy, gradedBy] as const]),
    ...(uncertainty === null ? [] : [[text.library.columns.uncertainty, uncertainty.toFixed(2)] as const]),
    ...(disagreement === null ? [] : [[labels.disagreement, cohortText.disagreement(String(disagreement))] as const]),
    ...(labelDisagreement === null
      ? []
      : [[labels.labelDisagreement, cohortText.disagreement(String(labelDisagreement))] as const]),
    ...(split === null ? [] : [[labels.split, cohortText.part(split)] as const]),
    ...(cohort === '' ? [] : [[labels.cohort, cohort] as const]),
  ];
}
