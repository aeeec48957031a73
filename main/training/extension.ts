// A run that goes on after its end. A schedule that has come to its end has no rate left, and stretching it would mean another run than
// the one that was trained: so each extension has a schedule of its own, at a small share of the rate (warm restarts: Loshchilov I,
// Hutter F. SGDR. ICLR 2017).

import type { Extension, LoopSettings } from './loop-settings.ts';

/** Of the rate, where an ended schedule runs anew **(ours)**. */
const RENEWED_SHARE = 0.1;

/** Whether the schedule has an end, from which it runs anew in an extension. */
export function comesToAnEnd({ kind }: LoopSettings['schedule']): boolean {
  return kind === 'one-cycle' || kind === 'cosine';
}

/** The settings of a run that had `reached` so many epochs, with so many more; at the usual share where none is given. */
export function extendedBy<Settings extends LoopSettings>(
  settings: Settings,
  { reached, epochs, share }: { readonly reached: number; readonly epochs: number; readonly share?: number | undefined },
): Settings {
  const usual = comesToAnEnd(settings.schedule) ? RENEWED_SHARE : 1;
  return { ...settings, extensions: [...(settings.extensions ?? []), { after: reached, epochs, share: share ?? usual }] };
}

/** What an extension does, in a sentence for whoever asked for it. */
export function extensionInWords({ after, epochs, share }: Extension, { schedule, optimizer }: LoopSettings): string {
  const rate = (share * optimizer.learningRate).toPrecision(2);
  const how = comesToAnEnd(schedule)
    ? `the ${schedule.kind} schedule runs anew over that, at most at ${share} of the rate (${rate})`
    : `the rate goes on at ${share} of what it was planned to be`;
  return `Extended by ${epochs === 1 ? '1 epoch' : `${epochs} epochs`} after epoch ${after}: ${how}.`;
}

/** Epochs on end of one stage; `extension` where they were added. */
export interface Span<Stage> {
  readonly stage: Stage;
  /** Of the stage among the stages. */
  readonly place: number;
  readonly epochs: number;
  readonly extension: Pick<Extension, 'epochs'> | null;
}

/** What is trained in which order: the stages, and behind what was done of them the extensions, each on the stage it met. */
export function plannedSpans<Stage extends { readonly epochs: number }, Added extends Pick<Extension, 'after' | 'epochs'>>(
  stages: readonly Stage[],
  extensions: readonly Added[] = [],
): (Span<Stage> & { readonly extension: Added | null })[] {
  let spans = stages.map((stage, place) => ({ stage, place, epochs: stage.epochs, extension: null as Added | null }));
  for (const extension of extensions) {
    const kept = firstEpochs(spans, extension.after);
    const { stage, place } = kept[kept.length - 1];
    spans = [...kept, { stage, place, epochs: extension.epochs, extension }];
  }
  return spans;
}

function firstEpochs<Of extends { readonly epochs: number }>(spans: readonly Of[], most: number): Of[] {
  let left = most;
  return spans.flatMap((span) => {
    const epochs = Math.min(left, span.epochs);
    left -= epochs;
    return epochs > 0 ? [{ ...span, epochs }] : [];
  });
}
