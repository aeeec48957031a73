// The first page of the report as it will print, before anything is written.

import { useQuery } from '@tanstack/react-query';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { FailureNote } from '../ui/message.tsx';
import { drawnFirstPage } from './drawn-page.ts';
import style from './first-page.module.css';

interface FirstPageProps {
  readonly hipIds: readonly string[];
  readonly perSubject: boolean;
}

export function FirstPage({ hipIds, perSubject }: FirstPageProps) {
  const { client } = useWorkstation();
  const { data, error } = useQuery({
    queryKey: ['first page of a report', hipIds, perSubject],
    queryFn: async ({ signal }) => {
      const { pdf } = await client.report.firstPage({ hipIds: [...hipIds], perSubject }, { signal });
      return drawnFirstPage(Uint8Array.from(atob(pdf), (letter) => letter.charCodeAt(0)));
    },
    // A reading may have changed since, so an opened sheet always draws anew, and nobody looks at an old page meanwhile.
    staleTime: 0,
    gcTime: 0,
    placeholderData: undefined,
  });
  return (
    <section aria-label={text.export.firstPage.title}>
      <h3>{text.export.firstPage.title}</h3>
      {error !== null ? (
        <FailureNote message={failureMessage(error)} />
      ) : data === undefined ? (
        <p className={style.waiting} role="status">
          {text.export.firstPage.drawing}
        </p>
      ) : (
        <img className={style.page} src={data} alt={text.export.firstPage.picture} />
      )}
    </section>
  );
}
