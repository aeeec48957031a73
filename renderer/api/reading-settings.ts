// How the study is read: what the study keeps of it, shown at once when it changes.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ReadingSettingsSchema, type ReadingSettings } from '../../main/domain/study/changes.ts';
import { putKnown } from './put-known.ts';
import { useReadOnly } from './read-only.ts';
import { useWorkstation } from './workstation.tsx';

const DEFAULT: ReadingSettings = ReadingSettingsSchema.parse({});

interface KeptSettings {
  readonly settings: ReadingSettings;
  /** A study that can only be read keeps them until the page is closed. */
  readonly put: (settings: ReadingSettings) => void;
}

export function useReadingSettings(): KeptSettings {
  const { studyId, queries } = useWorkstation();
  const cache = useQueryClient();
  const writable = useReadOnly() === null;
  const found = useQuery({ ...queries.settings.reading.queryOptions(), enabled: studyId !== null });
  const { mutate } = useMutation({
    ...queries.settings.putReading.mutationOptions({
      onSettled: () => cache.invalidateQueries({ queryKey: queries.changes.key() }),
    }),
    scope: { id: 'reading-settings' },
  });
  return {
    settings: found.data ?? DEFAULT,
    put: (settings) => {
      putKnown(cache, queries.settings.reading.queryKey(), () => settings);
      if (writable) mutate(settings);
    },
  };
}
