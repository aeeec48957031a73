// What can be changed in a recipe before a run, and where its weights start.

import type { Preset } from '../../main/domain/training/preflight.ts';
import { text } from '../text/english.ts';
import { Checkbox, Select, TextField } from '../ui/field.tsx';
import type { Draft } from './recipe-draft.ts';
import style from './recipe-form.module.css';

interface RecipeFormProps {
  readonly preset: Preset;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}

export function RecipeForm({ preset, draft, onDraft }: RecipeFormProps) {
  const labels = text.train.form;
  const field = (name: 'name' | 'epochs' | 'batch' | 'learningRate' | 'seed', placeholder: string) => (
    <TextField
      label={labels[name]}
      value={draft[name]}
      placeholder={placeholder}
      inputMode={name === 'name' ? 'text' : 'decimal'}
      onChange={(event) => onDraft({ ...draft, [name]: event.target.value })}
    />
  );
  const { recipe, settings, startModels } = preset;
  return (
    <div className={style.form}>
      {field('name', recipe.name)}
      <div className={style.numbers}>
        {field('epochs', String(recipe.epochs))}
        {field('batch', String(recipe.batch))}
        {field('learningRate', String(settings.learningRate ?? ''))}
        {field('seed', String(settings.seed ?? ''))}
      </div>
      <Select
        label={labels.start}
        value={draft.start}
        onChange={(start) => onDraft({ ...draft, start })}
        options={[
          ...startModels.map((name) => ({ value: `model ${name}`, label: labels.fromModel(name) })),
          { value: 'random', label: labels.random },
          { value: 'file', label: labels.file },
        ]}
      />
      {draft.start === 'file' && (
        <TextField
          label={text.train.weights}
          help={text.train.weightsHelp}
          value={draft.weightsFile}
          onChange={(event) => onDraft({ ...draft, weightsFile: event.target.value })}
        />
      )}
      {recipe.data === 'class-folder' && (
        <TextField
          label={text.train.dataFolder}
          help={text.train.dataFolderHelp}
          value={draft.folder}
          onChange={(event) => onDraft({ ...draft, folder: event.target.value })}
        />
      )}
      <Checkbox
        label={labels.emptyGrades}
        help={labels.emptyGradesHelp}
        checked={draft.emptyGrades}
        onChange={(event) => onDraft({ ...draft, emptyGrades: event.target.checked })}
      />
    </div>
  );
}
