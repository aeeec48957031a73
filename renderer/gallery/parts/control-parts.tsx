// Buttons, fields, icons and progress.

import { useState } from 'react';
import { AskingButton } from '../../ui/asking-button.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, Segments, Select, Slider, TextField } from '../../ui/field.tsx';
import { Icon, ICON_NAMES } from '../../ui/icon.tsx';
import { JobProgress } from '../../ui/job-progress.tsx';
import { PlaceChoice } from '../../ui/place-choice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { progress } from '../examples.ts';
import { Section, State } from '../section.tsx';

export function ControlParts() {
  return (
    <>
      <Buttons />
      <Fields />
      <Places />
      <Icons />
      <Progress />
      <Jobs />
    </>
  );
}

const WORKSTATION = {
  name: 'reading-room',
  host: 'cuda.clinic.example',
  port: 8443,
  fingerprint: 'ab'.repeat(32),
  pairedAt: '2026-11-27T08:00:00.000Z',
};

function Places() {
  const [place, setPlace] = useState<string | null>('reading-room');
  return (
    <Section module="ui/place-choice">
      <State name="with a paired workstation">
        <PlaceChoice label="Where" workstations={[WORKSTATION]} workstation={place} onWorkstation={setPlace} />
      </State>
    </Section>
  );
}

function Buttons() {
  return (
    <>
      <Section module="ui/asking-button">
        <State name="asks before it acts">
          <AskingButton icon="stop" label="Stop" question="Stop the import?" act="Stop" onAct={() => undefined} />
        </State>
      </Section>
      <Section module="ui/button">
        {(['main', 'plain', 'quiet', 'danger'] as const).map((tone) => (
          <State key={tone} name={tone}>
            <Button tone={tone}>Label</Button>
            <Button tone={tone} icon="play" keyHint="Ctrl G">
              With icon and key
            </Button>
            <Button tone={tone} disabled>
              Disabled
            </Button>
          </State>
        ))}
        <State name="large">
          <Button tone="main" large icon="play">
            Open the demo study
          </Button>
        </State>
        <State name="icon buttons">
          <IconButton icon="zoom" label="Zoom" />
          <IconButton icon="pan" label="Pan, pressed" aria-pressed />
          <IconButton icon="fit" label="Fit, disabled" disabled />
          <IconButton icon="pin" label="Pin, small" small />
          <IconButton icon="pin" label="Pin, small and pressed" small aria-pressed />
        </State>
      </Section>
    </>
  );
}

const OPTIONS = [
  { value: 'table', label: 'Table' },
  { value: 'grid', label: 'Thumbnails' },
] as const;

function Fields() {
  const [choice, setChoice] = useState<'table' | 'grid'>('table');
  const [opacity, setOpacity] = useState(0.65);
  return (
    <Section module="ui/field">
      <State name="text field">
        <TextField label="Name" placeholder="For example: CHECK pilot readings" />
      </State>
      <State name="with help and a button">
        <TextField label="Folder" help="Leave empty to use the default folder." end={<Button>Choose…</Button>} />
      </State>
      <State name="disabled">
        <TextField label="Seed" value="123" readOnly disabled />
      </State>
      <State name="segments">
        <Segments label="Layout" value={choice} onChange={setChoice} options={OPTIONS} />
      </State>
      <State name="drop-down list">
        <Select label="Layout" value={choice} onChange={setChoice} options={OPTIONS} />
      </State>
      <State name="slider">
        <Slider label="Opacity" value={opacity} shown={`${Math.round(opacity * 100)}%`} onChange={setOpacity} />
      </State>
      <State name="checkboxes">
        <Checkbox label="PDF" help="One page per hip" defaultChecked />
        <Checkbox label="CSV" />
        <Checkbox label="Disabled" disabled />
      </State>
    </Section>
  );
}

function Icons() {
  return (
    <Section module="ui/icon">
      {ICON_NAMES.map((name) => (
        <State key={name} name={name}>
          <Icon name={name} />
          <Icon name={name} size={24} />
        </State>
      ))}
    </Section>
  );
}

function Progress() {
  return (
    <Section module="ui/progress-bar">
      <State name="none done" wide>
        <ProgressBar label="None done" done={0} total={24} />
      </State>
      <State name="half done" wide>
        <ProgressBar label="Half done" done={12} total={24} />
      </State>
      <State name="all done" wide>
        <ProgressBar label="All done" done={24} total={24} />
      </State>
      <State name="amount unknown" wide>
        <ProgressBar label="Amount unknown" done={0} total={0} />
      </State>
      <State name="thin" wide>
        <ProgressBar label="Thin" thin done={12} total={24} />
      </State>
    </Section>
  );
}

const PROBLEMS = ['holiday.dcm', 'scan-0002.dcm'].map((file) => ({
  file,
  failure: { code: 'not-dicom', message: `${file} is not a DICOM file. Choose the original file.` } as const,
}));

const NO_PROBLEMS = { listed: [], save: () => undefined, failure: null };

function Jobs() {
  return (
    <Section module="ui/job-progress">
      <State name="running" wide>
        <JobProgress title="Import" step={progress({})} problems={NO_PROBLEMS} onStop={() => undefined} />
      </State>
      <State name="finished with problems" wide>
        <JobProgress
          title="Import"
          step={progress({ state: 'done', done: 24, problems: 30_000 })}
          problems={{ ...NO_PROBLEMS, listed: PROBLEMS }}
        />
      </State>
      <State name="stopped" wide>
        <JobProgress title="Import" step={progress({ state: 'stopped' })} problems={NO_PROBLEMS} />
      </State>
      <State name="failed" wide>
        <JobProgress
          title="Import"
          step={progress({
            state: 'failed',
            failure: { code: 'disk-full', message: 'The disk is full. Free some space, then import again.' },
          })}
          problems={NO_PROBLEMS}
        />
      </State>
    </Section>
  );
}
