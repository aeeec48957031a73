// Chooses the grading model if several are installed, and grades this hip again with it. Grades keep the name of their model.

import type { Case } from '../../main/domain/study/case.ts';
import { useModels } from '../api/models.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/field.tsx';
import style from './case-panel.module.css';

export function ModelChoice({ found, graded }: { readonly found: Case; readonly graded: boolean }) {
  const { models, chosen, choose } = useModels();
  const readOnly = useReadOnly();
  const show = useShowSheet();
  if (models.length < 2 || chosen === null || readOnly !== null) return null;
  const otherGraded = graded && found.model !== null && found.model.name !== chosen.name;
  return (
    <div className={style.choice}>
      <Select
        label={text.case.gradeWith}
        value={chosen.name}
        onChange={choose}
        options={models.map(({ name, validationKappa }) => ({
          value: name,
          label: validationKappa === null ? name : `${name} · ${text.case.kappa(validationKappa)}`,
        }))}
      />
      {otherGraded && (
        <Button icon="play" onClick={() => show({ kind: 'grade', hipIds: [found.row.hipId] })}>
          {text.case.gradeAgain}
        </Button>
      )}
    </div>
  );
}
