// Training: the overview of presets and runs, or the chosen run.

import { text } from '../text/english.ts';
import { addressOf } from '../commands/navigation.ts';
import { EmptyState } from '../ui/message.tsx';
import { Overview } from './overview.tsx';
import { RunScreen } from './run-screen.tsx';

export function TrainScreen({ runId, hasStudy }: { readonly runId: string | null; readonly hasStudy: boolean }) {
  if (!hasStudy) {
    return (
      <EmptyState
        screen
        icon="train"
        title={text.train.noStudy}
        actions={<a href={addressOf({ screen: 'library' })}>{text.case.toLibrary}</a>}
      >
        {text.train.noStudyHelp}
      </EmptyState>
    );
  }
  return runId === null ? <Overview /> : <RunScreen key={runId} runId={runId} />;
}
