// One evaluation: headline figures, each answer, curves, subgroups and worst cases. A click on a count shows its hips at the side.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShownEvaluation } from '../../main/domain/evaluation/evaluation.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { addressOf } from '../commands/navigation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { FailureNote, WarningNote } from '../ui/message.tsx';
import { AgreementTable } from './agreement-table.tsx';
import { AnswerSection } from './answer-section.tsx';
import { CurveSection } from './curve-section.tsx';
import style from './evaluate.module.css';
import { ExportButton } from './export-button.tsx';
import { FigureTable } from './figure-table.tsx';
import { GradeSetTable } from './grade-set-table.tsx';
import { HipList, type HipChoice } from './hip-list.tsx';
import { MeanMaps } from './mean-maps.tsx';
import { SubgroupTable } from './subgroup-table.tsx';
import { WorstCases } from './worst-cases.tsx';

export function EvaluationView({ evaluationId }: { readonly evaluationId: string }) {
  const { queries } = useWorkstation();
  const found = useQuery(queries.evaluation.get.queryOptions({ input: { evaluationId } }));
  return (
    <div className={style.screen}>
      <a href={addressOf({ screen: 'evaluate', evaluationId: null })}>{evaluationText.back}</a>
      {found.error !== null && <FailureNote message={failureMessage(found.error)} />}
      {found.data !== undefined && <Shown evaluation={found.data} />}
    </div>
  );
}

function Shown({ evaluation }: { readonly evaluation: ShownEvaluation }) {
  const { queries } = useWorkstation();
  const write = useMutation(queries.evaluation.export.mutationOptions());
  const [choice, setChoice] = useState<HipChoice | null>(null);
  const { model, split, splitName, truth, measured, rows, unlabelled, leftOut, earlierModels } = evaluation;
  const { subgroups, gradeSets, meanMaps, agreement = [] } = evaluation;
  return (
    <>
      <header>
        <h1>{model.name}</h1>
        <p>{evaluationText.about(measured.hips, measured.subjects, evaluationText.parts[split].toLowerCase(), splitName)}</p>
        <p className={style.quiet}>{evaluationText.against[truth]}</p>
        {unlabelled + leftOut > 0 && <p className={style.quiet}>{evaluationText.notMeasured(unlabelled, leftOut)}</p>}
      </header>
      {earlierModels.length > 0 && <WarningNote>{evaluationText.usedBefore(earlierModels)}</WarningNote>}
      <ExportButton
        pending={write.isPending}
        written={write.data}
        error={write.error}
        onWrite={() => write.mutate({ evaluationId: evaluation.evaluationId })}
      />
      {choice !== null && <HipList choice={choice} setOf={setsOf(evaluation)} onClose={() => setChoice(null)} />}
      <FigureTable figures={measured.figures} />
      <h2>{evaluationText.answers}</h2>
      {Object.entries(measured.answers).map(([name, answer]) => (
        <AnswerSection key={name} name={name} answer={answer} rows={rows} onHips={setChoice} />
      ))}
      <CurveSection answers={measured.answers} rows={rows} onHips={setChoice} />
      {meanMaps !== undefined && Object.keys(meanMaps).length > 0 && <MeanMaps maps={meanMaps} />}
      {gradeSets !== null && <GradeSetTable sets={gradeSets} />}
      {gradeSets === null && split === 'test' && <p className={style.quiet}>{evaluationText.noGradeSets}</p>}
      {agreement.length > 0 && <AgreementTable agreement={agreement} />}
      {subgroups.length > 0 && <SubgroupTable subgroups={subgroups} />}
      <WorstCases rows={rows} />
    </>
  );
}

/** The set of grades of a hip's answer, if the evaluation has sets. */
function setsOf({ rows, gradeSets }: ShownEvaluation): (hipId: string, answer: string) => readonly number[] | undefined {
  const byHip = new Map(rows.map(({ hipId }, at) => [hipId, gradeSets?.ofRows[at]]));
  return (hipId, answer) => byHip.get(hipId)?.[answer];
}
