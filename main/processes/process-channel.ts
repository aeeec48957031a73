// Messages to and from another process, however the host starts it.

export interface ProcessChannel {
  /** Sends a structured-clone message: typed arrays travel as they are. */
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Calls the listener once with the reason when the process has ended, or at once if it has ended already. */
  readonly onExit: (listener: (reason: string) => void) => void;
  readonly kill: () => void;
}

/** The child's end. */
export interface ParentChannel {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}
