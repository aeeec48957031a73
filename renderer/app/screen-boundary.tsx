// Catches a bug in a screen: the rest of the page stays, the reader sees what to do, and the error is reported to the window.

import { Component, type ReactNode } from 'react';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './app.module.css';

interface State {
  readonly broken: boolean;
}

/** A class because React offers no other way to catch what a component throws. */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    window.reportError(error);
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className={style.broken}>
        <FailureNote
          message={text.failure.screen}
          action={<Button onClick={() => window.location.reload()}>{text.failure.reload}</Button>}
        />
      </div>
    );
  }
}
