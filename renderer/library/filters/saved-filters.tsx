// Saved filters: apply one with a click, save the current filter, remove savedFilter.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { failureMessage } from '../../api/failure-message.ts';
import { isSameFilter, type Filter } from '../../api/hips.ts';
import { useReadOnly } from '../../api/read-only.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { cohortText } from '../../text/cohort.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/message.tsx';
import style from './saved-filters.module.css';

interface SavedFiltersProps {
  readonly filter: Filter;
  readonly filtered: boolean;
  readonly onFilter: (filter: Filter) => void;
}

export function SavedFilters({ filter, filtered, onFilter }: SavedFiltersProps) {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const list = queries.filters.list.queryOptions();
  const saved = useQuery(list).data ?? [];
  const onSuccess = (filters: typeof saved): void => void cache.setQueryData(list.queryKey, filters);
  const save = useMutation(queries.filters.save.mutationOptions({ onSuccess }));
  const remove = useMutation(queries.filters.remove.mutationOptions({ onSuccess }));
  const readOnly = useReadOnly() !== null;
  const error = save.error ?? remove.error;
  const [name, setName] = useState<string | null>(null);
  const keep = (event: SubmitEvent): void => {
    event.preventDefault();
    if (name !== null && name.trim() !== '') save.mutate({ name: name.trim(), filter });
    setName(null);
  };
  if (saved.length === 0 && !filtered) return null;
  return (
    <section aria-label={cohortText.saved.title} className={style.saved}>
      {saved.map((savedFilter) => (
        <span key={savedFilter.name} className={style.filter}>
          <button
            type="button"
            className={style.apply}
            aria-label={cohortText.saved.apply(savedFilter.name)}
            aria-pressed={isSameFilter(savedFilter.filter, filter)}
            onClick={() => onFilter(savedFilter.filter)}
          >
            {savedFilter.name}
          </button>
          <IconButton
            small
            icon="close"
            label={cohortText.saved.remove(savedFilter.name)}
            disabled={readOnly}
            onClick={() => remove.mutate({ name: savedFilter.name })}
          />
        </span>
      ))}
      {filtered && name === null && !readOnly && (
        <Button tone="quiet" icon="plus" onClick={() => setName('')}>
          {cohortText.saved.save}
        </Button>
      )}
      {name !== null && (
        <form className={style.name} onSubmit={keep}>
          <input
            // The field appears after its button was pressed, so it takes the focus.
            ref={(input) => input?.focus()}
            aria-label={cohortText.saved.name}
            placeholder={cohortText.saved.name}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setName(null)}
          />
          <Button type="submit">{cohortText.saved.keep}</Button>
        </form>
      )}
      {error !== null && <FailureNote message={failureMessage(error)} />}
    </section>
  );
}
