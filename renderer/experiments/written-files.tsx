// Writes the report of an experiment, and offers its files.

import { useMutation } from '@tanstack/react-query';
import type { ExperimentChoice } from '../../main/domain/evaluation/experiment.ts';
import { desktop } from '../api/desktop.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useSigned } from '../api/signed.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { experimentText } from '../text/experiments.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './experiments.module.css';

export function WrittenFiles({ choice }: { readonly choice: ExperimentChoice }) {
  const { queries } = useWorkstation();
  const write = useMutation(queries.experiments.write.mutationOptions());
  const { data: written } = write;
  const shell = desktop();
  return (
    <section className={style.written} aria-label={experimentText.write}>
      <Button icon="export" disabled={write.isPending} onClick={() => write.mutate(choice)}>
        {experimentText.write}
      </Button>
      {write.error !== null && <FailureNote message={failureMessage(write.error)} />}
      {written !== undefined && (
        <>
          <p role="status" className={style.quiet}>
            {experimentText.written(written.files.length, written.folder)}
          </p>
          {shell === null ? (
            <ul className={style.files}>
              {written.files.map((file) => (
                <li key={file}>
                  <FileLink name={choice.name} file={file} />
                </li>
              ))}
            </ul>
          ) : (
            <Button icon="folder" onClick={() => void shell.revealInFolder(`${written.folder}/report.md`)}>
              {text.export.reveal}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function FileLink({ name, file }: { readonly name: string; readonly file: string }) {
  const { bytes } = useWorkstation();
  const address = useSigned(bytes.experiment(name, file));
  return (
    <a href={address} download={file}>
      {file}
    </a>
  );
}
