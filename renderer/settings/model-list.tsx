// The installed models with their limits, and the choice of the one that grades in this study.

import { failureMessage } from '../api/failure-message.ts';
import { useModels } from '../api/models.ts';
import { useReadOnly } from '../api/read-only.ts';
import { text } from '../text/english.ts';
import { isWeak } from '../../main/domain/training/model.ts';
import { FailureNote, WarningNote } from '../ui/message.tsx';
import style from './settings-screen.module.css';

export function ModelList({ hasStudy }: { readonly hasStudy: boolean }) {
  const { installed, models, chosen, choose, error } = useModels();
  const readOnly = useReadOnly();
  return (
    <>
      {error !== null && <FailureNote message={failureMessage(error)} />}
      {installed.length === 0 && error === null && <p className={style.lead}>{text.settings.noModels}</p>}
      <ul className={style.models} aria-label={text.settings.models}>
        {installed.map((model) => (
          <li key={`${model.name} ${model.version}`}>
            <h3>
              {model.name} <span>{model.version}</span>
            </h3>
            <p>{model.description}</p>
            {isWeak(model) && <WarningNote>{text.case.weak(model.name, model.validationKappa ?? 0).lead}</WarningNote>}
            <p className={style.limits}>
              <strong>{text.settings.limits}</strong> {model.limits}
            </p>
            {model.joint === 'knee' && <p>{text.settings.gradesKnees}</p>}
            {hasStudy && model.joint === 'hip' && models.length > 1 && (
              <label className={style.choose}>
                <input
                  type="radio"
                  name="model"
                  checked={model.name === chosen?.name}
                  disabled={readOnly !== null}
                  onChange={() => choose(model.name)}
                />
                {text.settings.gradesHere}
              </label>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
