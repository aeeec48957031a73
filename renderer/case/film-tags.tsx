// The tags of the film's file that cannot name anybody.

import type { Case } from '../../main/domain/study/case.ts';
import { text } from '../text/english.ts';
import style from './film-tags.module.css';

export function FilmTags({ radiograph: { details } }: { readonly radiograph: Case['radiograph'] }) {
  return (
    <details className={style.tags}>
      <summary>{text.viewer.tags}</summary>
      <p>{details === undefined ? text.viewer.noTags : text.viewer.tagsLead}</p>
      {details !== undefined && (
        <table>
          <tbody>
            {details.tags.map(({ keyword, value }) => (
              <tr key={keyword}>
                <th scope="row">{keyword}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
