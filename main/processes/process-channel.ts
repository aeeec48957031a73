// Messages to and from another process, whichever way the host starts one.

export interface ProcessChannel {
  /** Structured-clone messages: typed arrays travel as they are. */
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Called once, when the process has ended for any reason, with what is known of it. */
  readonly onExit: (listener: (reason: string) => void) => void;
  readonly kill: () => void;
}

/** The child's end. */
export interface ParentChannel {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}
