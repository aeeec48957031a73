// Messages to and from another process, however the host starts it.

/** Why a process ended. */
export type ProcessEnd =
  /** Its watchdog ended it, because it needed more memory than this. */
  { readonly kind: 'memory'; readonly megabytes: number } | { readonly kind: 'died'; readonly reason: string };

export interface ProcessChannel {
  /** Sends a structured-clone message: typed arrays travel as they are. */
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Calls the listener once when the process has ended, or at once if it has ended already. */
  readonly onExit: (listener: (end: ProcessEnd) => void) => void;
  /** Ends the process at once, even if it is blocked. */
  readonly kill: () => void;
}

/** Receives whole lines that a process wrote to its standard error. */
export type ErrorOutput = (lines: string) => void;

/** What makes a program fast. Nothing may depend on it, because not every host can pass it on. */
export interface ProcessTuning {
  /** V8's flags. */
  readonly flags?: readonly string[];
  /** Variables beside those that the program inherits. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts a program with arguments. The host decides how. */
export type StartProcess = (
  file: string,
  args: readonly string[],
  errorOutput: ErrorOutput,
  tuning?: ProcessTuning,
) => ProcessChannel;

/** The child's end. */
export interface ParentChannel {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}
