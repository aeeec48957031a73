// The procedures of experiments.

import type { Environment } from '../environment.ts';
import { exclusive, exclusiveOrBusy, onMachine } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';
import type { ExperimentService } from './experiment-service.ts';
import { listExperiments } from './specification-files.ts';

export function experimentProcedures(
  { environment, experiments }: { readonly environment: Environment; readonly experiments: ExperimentService },
  recorded: Recorded,
) {
  return {
    list: inStudy.experiments.list.handler(() => listExperiments(environment)),
    status: inStudy.experiments.status.handler(async ({ input, context: { session } }) => {
      const running = session.board
        .list()
        .find(({ kind, about, progress }) => kind === 'experiment' && about === input.name && progress.state === 'running');
      return { runs: [...(await experiments.status(session.study, input))], jobId: running?.jobId ?? null };
    }),
    report: inStudy.experiments.report.handler(({ input, context }) => experiments.report(context.session.study, input)),
    run: inStudy.experiments.run.handler(
      recorded(
        onMachine(
          // One training at a time: the key of training runs.
          exclusiveOrBusy(
            () => 'training',
            servicesText.training.busy,
            async ({ input, context: { session }, signal, hold }) => {
              const work = await experiments.prepare(session.study, input, input.workstation);
              return {
                study: session.study,
                target: input.name,
                detail: { workstation: input.workstation },
                answer: () => session.board.startAndFollow({ kind: 'experiment', about: input.name, work }, { hold, signal }),
              };
            },
          ),
        ),
      ),
    ),
    write: inStudy.experiments.write.handler(
      recorded(
        onMachine(
          exclusive(
            ({ name }) => `experiment ${name}`,
            ({ input, context: { session } }) => ({
              study: session.study,
              target: input.name,
              detail: {},
              answer: () => experiments.write(session.study, input),
            }),
          ),
        ),
      ),
    ),
  };
}
