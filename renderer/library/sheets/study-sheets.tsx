// The sheets that create a study and open an existing one.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { desktop } from '../../api/desktop.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { useEnterStudy } from '../../commands/sheets.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FailureNote } from '../../ui/message.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useOpenStudy } from '../open-study.ts';
import style from './study-sheets.module.css';

export function CreateStudySheet({ onClose }: { readonly onClose: () => void }) {
  const { queries } = useWorkstation();
  const enterStudy = useEnterStudy();
  const [name, setName] = useState('');
  const [folder, setFolder] = useState('');
  const create = useMutation(
    queries.studies.create.mutationOptions({ onSuccess: ({ id }) => enterStudy(id, { kind: 'import' }) }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') create.mutate({ name: name.trim(), folder: folder.trim() === '' ? null : folder.trim() });
  };
  return (
    <Sheet
      title={text.study.createTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button tone="main" type="submit" form="create-study" disabled={name.trim() === '' || create.isPending}>
            {text.study.create}
          </Button>
        </>
      }
    >
      <form id="create-study" className={style.form} onSubmit={submit}>
        <TextField
          label={text.study.name}
          placeholder={text.study.namePlaceholder}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <FolderField value={folder} help={text.study.folderHelp} onChange={setFolder} />
        {create.error !== null && <FailureNote message={failureMessage(create.error)} />}
      </form>
    </Sheet>
  );
}

export function OpenStudySheet({ onClose }: { readonly onClose: () => void }) {
  const { queries } = useWorkstation();
  const recent = useQuery(queries.studies.recent.queryOptions());
  const [folder, setFolder] = useState('');
  const { open, opening, failure } = useOpenStudy();
  return (
    <Sheet
      title={text.study.openTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button tone="main" type="submit" form="open-study" disabled={folder.trim() === '' || opening}>
            {text.study.open}
          </Button>
        </>
      }
    >
      <form
        id="open-study"
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (folder.trim() !== '') open(folder.trim());
        }}
      >
        <section aria-label={text.study.recent}>
          <h3>{text.study.recent}</h3>
          {recent.data?.length === 0 && <p className={style.none}>{text.study.noRecent}</p>}
          <ul className={style.recent}>
            {recent.data?.map((study) => (
              <li key={study.folder}>
                <button type="button" disabled={opening} onClick={() => open(study.folder)}>
                  <strong>{study.name}</strong>
                  <span>{study.folder}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
        <FolderField value={folder} help={text.study.openFolderHelp} onChange={setFolder} />
        {failure !== null && <FailureNote message={failure} />}
      </form>
    </Sheet>
  );
}

interface FolderFieldProps {
  readonly value: string;
  readonly help: string;
  readonly onChange: (folder: string) => void;
}

/** A folder on the workstation's machine. The desktop adds a folder dialog; a browser has only the text field. */
function FolderField({ value, help, onChange }: FolderFieldProps) {
  const shell = desktop();
  const choose = async (): Promise<void> => {
    const folder = await shell?.chooseFolder();
    if (typeof folder === 'string') onChange(folder);
  };
  return (
    <TextField
      label={text.study.folder}
      help={help}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      end={shell === null ? undefined : <Button onClick={() => void choose()}>{text.study.choose}</Button>}
    />
  );
}
