/** The part of jasmine-core that is used here. It has no types, and @types/jasmine would make `it` and `expect` global everywhere. */
declare module 'jasmine-core' {
  interface SpecResult {
    readonly fullName: string;
    readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
    readonly failedExpectations: readonly { readonly message: string }[];
  }
  interface Environment {
    configure(settings: { readonly random: boolean; readonly forbidDuplicateNames: boolean }): void;
    addReporter(reporter: { specDone(result: SpecResult): void; suiteDone(result: SpecResult): void }): void;
    execute(): Promise<unknown>;
  }
  const core: {
    /** Defines `describe`, `it`, `expect` and `jasmine` as globals. */
    installGlobals(): void;
    readonly jasmine: { getEnv(): Environment };
  };
  export default core;
}
