// Measuring models: the overview of evaluations, or one of them.

import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { evaluationText } from '../text/evaluation.ts';
import { EmptyState } from '../ui/message.tsx';
import { EvaluationOverview } from './evaluation-overview.tsx';
import { EvaluationView } from './evaluation-view.tsx';

interface EvaluateScreenProps {
  readonly evaluationId: string | null;
  readonly hasStudy: boolean;
}

export function EvaluateScreen({ evaluationId, hasStudy }: EvaluateScreenProps) {
  if (!hasStudy) {
    const toLibrary = <a href={addressOf({ screen: 'library' })}>{text.case.toLibrary}</a>;
    return (
      <EmptyState screen icon="matrix" title={evaluationText.noStudy} actions={toLibrary}>
        {evaluationText.noStudyHelp}
      </EmptyState>
    );
  }
  return evaluationId === null ? <EvaluationOverview /> : <EvaluationView key={evaluationId} evaluationId={evaluationId} />;
}
